import TestSupport
import Testing

/// A client that sends reviews with curl and asks what became of them.
struct JobClient: Sendable {
    let guide: GuideProcess
    let folder: TemporaryFolder

    private func url(_ path: String) -> String { "http://127.0.0.1:\(guide.port)\(path)" }

    /// Sends a review.
    ///
    /// - Returns: The path of its job, from the `Location` of the reply.
    func submitReview(customer: Int, text: String) async throws -> String {
        let body = "{\"customer_id\":\(customer),\"rating\":4,\"review_text\":\"\(text)\"}"
        let reply = try await Curl.run("-D", "-", "--json", body, url("/products/1/reviews"), in: folder)
        #expect(reply.hasPrefix("HTTP/1.1 200 "))
        #expect(reply.hasSuffix("\r\n\r\n{\"review_id\":\"review_1_\(customer)\",\"status\":\"submitted\"}"))
        return String(try #require(reply.firstMatch(of: /(?i)\r\nlocation: (\/jobs\/[-0-9a-f]{36})\r\n/)).1)
    }

    /// What is said of a job.
    func job(_ path: String) async throws -> String {
        try await Curl.run(url(path), in: folder)
    }

    /// Waits until a job runs, which it must do for long enough to be seen.
    func waitUntilRunning(_ path: String) async throws {
        try await eventually {
            let job = try await job(path)
            try #require(!job.contains(#""is_final":true"#))
            return job.contains(#""state":"running""#)
        }
    }

    /// Cancels a job.
    ///
    /// - Returns: The status, and what is said of the job.
    func cancel(_ path: String) async throws -> String {
        try await Curl.run("-X", "DELETE", "-w", "%{http_code}", url(path), in: folder)
    }
}
