/// What became of the reviews, by the lines that their analyses have left.
struct Outcome {
    let sent: Int
    let acknowledged: Int
    let refused: Int
    /// Customers who had a success, and no line.
    let lost: [Int]
    /// Customers with more than one line.
    let repeated: [Int]
    /// Lines that are not whole, or of nobody who has sent anything.
    let strange: [String]
    /// Lines of customers who had no reply.
    let unasked: Int

    init(_ reviews: SentReviews, lines: [String]) {
        let acknowledged = reviews.acknowledged
        var counts: [Int: Int] = [:]
        var strange: [String] = []
        for line in lines {
            if let customer = Self.customer(of: line), customer < reviews.count {
                counts[customer, default: 0] += 1
            } else {
                strange.append(line)
            }
        }
        sent = reviews.count
        refused = reviews.refusals
        self.acknowledged = acknowledged.count
        self.strange = strange
        lost = acknowledged.keys.filter { counts[$0] == nil }.sorted()
        repeated = counts.filter { $0.value > 1 }.keys.sorted()
        unasked = counts.keys.count { acknowledged[$0] == nil }
    }

    /// The customer of a line that is whole.
    private static func customer(of line: String) -> Int? {
        let head = #"{"customer_id":"#
        let number = line.dropFirst(head.count).prefix { $0.isNumber }
        let rest = line.dropFirst(head.count + number.count)
        let middle = #","product_id":1,"rating":4,"sentiment_score":1,"processed_at":""#
        guard line.hasPrefix(head), rest.hasPrefix(middle), rest.hasSuffix(#""}"#), rest.count == middle.count + 28 else { return nil }
        return Int(number)
    }

    /// Prints the numbers.
    func report(_ server: Victim.Tally, _ worker: Victim.Tally, took duration: Duration) {
        let takenOver = server.takenOver.merging(worker.takenOver, uniquingKeysWith: +)
        print(
            """
            Killed: the server \(server.kills) times, \(server.killsAtStart) of them before it listened; the worker \(worker.kills) times, \
            \(worker.killsAtStart) of them before it worked; in \(duration.components.seconds) s.
            Reviews: \(sent) sent, \(acknowledged) acknowledged, \(refused) refused, \(sent - acknowledged - refused) never answered.
            Of the acknowledged: \(lost.count) lost, \(server.quarantined + worker.quarantined) quarantined. Analysed twice: \
            \(repeated.count). Lines that are not whole: \(strange.count). Analysed without a reply: \(unasked).
            Taken over from a dead process: \(takenOver.values.reduce(0, +)) times, \(takenOver[2] ?? 0) of them for the second time; \
            \(server.foundWritten + worker.foundWritten) attempts found their line written.
            """
        )
    }
}
