import Subprocess
import Testing

/// Signals: the first lets work finish, the second does not.
@Suite(.timeLimit(.minutes(1))) struct ShutdownTests {
    private static let slow = "10000"

    private static func submitReview(to guide: GuideProcess, in folder: TemporaryFolder) async throws {
        let body = #"{"customer_id":1,"rating":4,"review_text":"great"}"#
        let reply = try await Curl.run("--json", body, "http://127.0.0.1:\(guide.port)/products/1/reviews", in: folder)
        #expect(reply == #"{"review_id":"review_1_1","status":"submitted"}"#)
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `a signal lets the work in flight finish`(_ signal: Signal) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", "2"], in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(signal)
                #expect(await guide.log.first(containing: "Waiting for background tasks to complete. (CTRL+C to force quit)") != nil)
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["Analyzed review: 4/5 stars, sentiment: 1"])
            #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
            #expect(end.log.last?.hasPrefix("INFO:     Finished server process [") == true)
        }
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `a second signal ends it at once and names what did not finish`(_ second: Signal) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", Self.slow], in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(.terminate)
                #expect(await guide.log.first(containing: "Shutting down") != nil)
                try guide.send(second)
            }
            #expect(end.status == .exited(1))
            #expect(end.output.isEmpty)
            let pattern = /ERROR:    Background task did not finish\. task\.id=[0-9a-f]{8}-1 task\.name=analyze review/
            #expect(end.log.contains { $0.wholeMatch(of: pattern) != nil }, "\(end.log)")
            #expect(end.log.contains { $0.contains("Forced to quit by a second ") })
        }
    }

    @Test func `after the grace what still runs is cancelled and named`() async throws {
        try await TemporaryFolder.use { folder in
            let options = ["--pace", Self.slow, "--shutdown-grace", "0"]
            let end = try await GuideProcess.serve(options, in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(.terminate)
            }
            #expect(end.status == .exited(0))
            #expect(end.output.isEmpty)
            let named = end.log.contains { line in
                line.contains("Background task did not finish in time and is cancelled.") && line.contains("task.name=analyze review")
            }
            #expect(named, "\(end.log)")
        }
    }

    @Test func `tasks that wait at the end of the grace are named too`() async throws {
        try await TemporaryFolder.use { folder in
            let options = ["--pace", Self.slow, "--shutdown-grace", "0", "--max-running-tasks", "1"]
            let end = try await GuideProcess.serve(options, in: folder, endsItself: true) { guide in
                for _ in 1...3 { try await Self.submitReview(to: guide, in: folder) }
                try guide.send(.terminate)
            }
            #expect(end.status == .exited(0))
            let waiting = end.log.count { $0.contains("Background task never started") && $0.contains("task.name=analyze review") }
            #expect(waiting == 2, "\(end.log)")
        }
    }

    @Test func `without work a signal ends it at once`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder, endsItself: true) { guide in try guide.send(.interrupt) }
            #expect(end.status == .exited(0))
            #expect(!end.log.contains { $0.contains("Waiting for background tasks") })
        }
    }
}
