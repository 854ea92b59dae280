import TestSupport

/// Sends one review after another to whatever life of the server there is.
struct ReviewClient: Sendable {
    let reviews: SentReviews
    let address: ServerAddress
    let seed: UInt64

    func run() async throws {
        var generator = SplitMix64(seed: seed)
        var known = 0
        while let (port, life) = try await address.next(after: known) {
            known = life
            do {
                try await RawConnection.open(port: port) { connection in
                    while true {
                        try await submit(through: &connection)
                        // Now and then it is quiet, and now and then all come at once.
                        try await Task.sleep(for: .milliseconds(Int.random(in: 0...50, using: &generator)))
                    }
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                continue  // This life is over.
            }
        }
    }

    private func submit(through connection: inout RawConnection) async throws {
        let customer = reviews.takeNumber()
        let body = #"{"customer_id":\#(customer),"rating":4,"review_text":"great"}"#
        try await connection.send(
            "POST /products/1/reviews HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                + body
        )
        let response = try await connection.readResponse()
        if response.status == 200, let path = response.headers["location"] {
            reviews.acknowledge(customer, job: path)
        } else {
            reviews.refuse()
        }
    }
}
