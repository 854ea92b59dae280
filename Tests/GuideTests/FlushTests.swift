#if os(Linux)
import Foundation
import TestSupport
import Testing

/// Promise 11: A success reply means that every job enqueued is on disk (fsync).
///
/// What no kill can tell: whether the kernel was asked to, and in time. strace sees it.
@Suite(.timeLimit(.minutes(2))) struct FlushTests {
    private struct NotTraced: Error, CustomStringConvertible {
        let log: [String]

        var description: String {
            "The guide did not start under strace, which has to be there (make setup) and allowed to trace (CAP_SYS_PTRACE in a container): \(log)"
        }
    }

    /// Which reviews were stored, flushed and answered in which order.
    private struct Order {
        let answered: Int
        /// Customers who had a reply although the log with their job had not been flushed.
        let early: [Int]

        init(_ calls: SystemCalls) {
            var stored: [Int: Int] = [:]
            for write in calls.writes(to: { $0.hasSuffix("/jobs.sqlite-wal") }) {
                // Pages are written again with later jobs: the first time counts.
                for number in Self.numbers(after: "marker-", in: write.text) where stored[number] == nil { stored[number] = write.end }
            }
            let flushes = calls.flushes(of: "/jobs.sqlite-wal")
            var answered: Set<Int> = []
            var early: [Int] = []
            for write in calls.writes(to: { !$0.hasPrefix("/") }) {
                for number in Self.numbers(after: "review_1_", in: write.text) where answered.insert(number).inserted {
                    let isFlushed = stored[number].map { SystemCalls.isFlushed(by: flushes, after: $0, before: write.begin) } ?? false
                    if !isFlushed { early.append(number) }
                }
            }
            self.answered = answered.count
            self.early = early
        }

        private static func numbers(after mark: String, in text: Substring) -> [Int] {
            let (bytes, mark) = (Array(text.utf8), Array(mark.utf8))
            return bytes.indices.compactMap { index in
                guard bytes[index] == mark[0], bytes[index...].starts(with: mark) else { return nil }
                let digits = bytes[(index + mark.count)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
                return Int(String(decoding: digits, as: UTF8.self))
            }
        }
    }

    private static let tracing = ["-D", "-f", "-y", "-s", "65535", "-e", "trace=write,writev,sendto,sendmsg,pwrite64,fdatasync,fsync"]

    /// Serves under strace.
    ///
    /// - Returns: What strace has written.
    private static func trace(in folder: TemporaryFolder, _ use: @Sendable (GuideProcess) async throws -> Void) async throws -> String {
        let arguments = ["--port", "0", "--data-dir", "\(folder.path)/data", "--pace", "0", "--no-access-log"]
        let command = tracing + ["-o", "\(folder.path)/trace", try GuideProcess.executable, "serve"] + arguments
        let end = try await GuideProcess.start(command, in: folder, executable: "strace") { guide in
            guard let line = await guide.log.first(containing: " running on http://127.0.0.1:") else {
                throw NotTraced(log: guide.log.all)
            }
            try await use(guide.listening(as: line))
            try guide.send(.terminate)
        }
        #expect(end.status == .exited(0), "\(end.log)")
        return try folder.text(of: "trace")
    }

    @Test func `the flush of the log with a job precedes the write of its reply`() async throws {
        try await TemporaryFolder.use { folder in
            let trace = try await Self.trace(in: folder) { guide in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for client in 0..<6 {
                        group.addTask {
                            try await RawConnection.open(port: guide.port) { connection in
                                for number in 0..<20 { try await Self.submit(client * 100 + number, through: &connection) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            var calls = SystemCalls(trace)
            let order = Order(calls)
            #expect(order.answered == 120)
            #expect(order.early == [])
            // Without the flushes, as they would be missing with `synchronous` turned off, it is seen of every reply.
            calls.forgetFlushes()
            #expect(Order(calls).early.count == 120)
        }
    }

    private static func submit(_ customer: Int, through connection: inout RawConnection) async throws {
        let body = #"{"customer_id":\#(customer),"rating":4,"review_text":"marker-\#(customer)."}"#
        let head = "POST /products/1/reviews HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
        try await connection.send("\(head)\r\n\r\n\(body)")
        let response = try await connection.readResponse()
        #expect(response.status == 200)
    }

    @Test func `an upload and its name are flushed before the reply`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("some words", to: "a.txt")
            let trace = try await Self.trace(in: folder) { guide in
                let reply = try await Curl.run("-F", "file=@a.txt", "http://127.0.0.1:\(guide.port)/documents/upload", in: folder)
                #expect(reply.contains(#""filename":"a.txt""#))
            }
            let calls = SystemCalls(trace)
            let write = try #require(calls.writes { $0.contains("/data/uploads/") }.first { $0.text.contains("some words") }?.end)
            let reply = try #require(calls.writes { !$0.hasPrefix("/") }.first { $0.text.contains("being processed") }?.begin)
            #expect(SystemCalls.isFlushed(by: calls.flushes(of: "/data/uploads/a.txt"), after: write, before: reply))
            #expect(SystemCalls.isFlushed(by: calls.flushes(of: "/data/uploads"), after: write, before: reply))
        }
    }

    @Test func `a reply that is written before the flush has ended is seen`() {
        let lines = [
            #"10 pwrite64(5</d/jobs.sqlite-wal>, "{\"review_text\":\"marker-7.\"}", 4096, 56) = 4096"#,
            "10 fdatasync(5</d/jobs.sqlite-wal> <unfinished ...>", "10 <... fdatasync resumed>) = 0",
            #"11 write(9<socket:[1]>, "HTTP/1.1 200 OK\r\n\r\n{\"review_id\":\"review_1_7\"}", 20) = 20"#,
        ]
        func early(_ order: [Int]) -> [Int] { Order(SystemCalls(order.map { lines[$0] }.joined(separator: "\n"))).early }
        #expect(early([0, 1, 2, 3]) == [])
        #expect(early([0, 1, 3, 2]) == [7])
        #expect(early([0, 3, 1, 2]) == [7])
        #expect(early([1, 2, 0, 3]) == [7])
        #expect(early([3, 0, 1, 2]) == [7])
    }
}
#endif
