import Subprocess
import TestSupport
import Testing

/// Signals: the first lets work finish, the second does not. What was not finished is finished by the next process.
@Suite(.timeLimit(.minutes(5))) struct ShutdownTests {
    private static let slow = "10000"

    /// Sends a review, and waits until its analysis runs.
    private static func submitReview(to guide: GuideProcess, in folder: TemporaryFolder) async throws {
        let path = try await JobClient(guide: guide, folder: folder).submitReview(customer: 1, text: "great")
        try await JobClient(guide: guide, folder: folder).waitUntilRunning(path)
    }

    /// Starts the guide again, without a pause in its work, and waits until what is left is done.
    private static func finishReview(in folder: TemporaryFolder) async throws {
        let end = try await GuideProcess.serve(in: folder) { guide in _ = await guide.output.first(containing: "Analyzed review") }
        #expect(end.output == ["Analyzed review: 4/5 stars, sentiment: 1"])
        #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
        // Handed back, not found with a process that died.
        #expect(!end.log.contains { $0.contains("taken over") }, "\(end.log)")
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `a signal lets the work in flight finish`(_ signal: Signal) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", "4"], in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(signal)
                #expect(await guide.log.first(containing: "Waiting for jobs to complete. (CTRL+C to force quit)") != nil)
            }
            #expect(end.status == .exited(0))
            #expect(end.output == ["Analyzed review: 4/5 stars, sentiment: 1"])
            #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
            #expect(end.log.last?.hasPrefix("INFO:     Finished server process [") == true)
        }
    }

    @Test(arguments: [Signal.terminate, .interrupt])
    func `a second signal ends it at once and names what did not finish, which the next process does`(_ second: Signal) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", Self.slow], in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(.terminate)
                #expect(await guide.log.first(containing: "Shutting down") != nil)
                try guide.send(second)
            }
            #expect(end.status == .exited(1))
            #expect(end.output.isEmpty)
            let pattern = /WARNING:  Job did not finish, and is handed back\. job\.id=[-0-9a-f]{36} job\.name=analyze-review/
            #expect(end.log.contains { $0.wholeMatch(of: pattern) != nil }, "\(end.log)")
            #expect(end.log.contains { $0.contains("Forced to quit by a second ") }, "\(end.log)")
            try await Self.finishReview(in: folder)
        }
    }

    @Test func `after the grace what still runs is cancelled, named and handed back, and the next process does it`() async throws {
        try await TemporaryFolder.use { folder in
            let options = ["--pace", Self.slow, "--shutdown-grace", "0"]
            let end = try await GuideProcess.serve(options, in: folder, endsItself: true) { guide in
                try await Self.submitReview(to: guide, in: folder)
                try guide.send(.terminate)
            }
            #expect(end.status == .exited(0))
            #expect(end.output.isEmpty)
            let named = end.log.contains { line in
                line.contains("Job did not finish in time. It is cancelled, and handed back.") && line.contains("job.name=analyze-review")
            }
            #expect(named, "\(end.log)")
            try await Self.finishReview(in: folder)
        }
    }

    @Test func `jobs that wait at the end are done by the next process`() async throws {
        try await TemporaryFolder.use { folder in
            let options = ["--pace", Self.slow, "--shutdown-grace", "0", "--max-running-jobs", "1"]
            let end = try await GuideProcess.serve(options, in: folder, endsItself: true) { guide in
                let client = JobClient(guide: guide, folder: folder)
                try await client.waitUntilRunning(client.submitReview(customer: 1, text: "great"))
                for customer in 2...3 { _ = try await client.submitReview(customer: customer, text: "great") }
                try guide.send(.terminate)
            }
            #expect(end.status == .exited(0))
            _ = try await GuideProcess.serve(in: folder) { guide in _ = await guide.output.first(containing: "Analyzed review", count: 3) }
            #expect(try folder.lines(of: "data/review_analysis.json").count == 3)
        }
    }

    @Test func `a worker by itself says what it waits for, and finishes it`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--no-jobs"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 1, text: "great")
                let worker = try await GuideProcess.start(["worker", "--pace", "4", "--data-dir", "\(folder.path)/data"], in: folder) {
                    worker in
                    try await client.waitUntilRunning(path)
                    try worker.send(.interrupt)
                    let line = "Waiting for jobs to complete: 1, for 30.0 seconds at most."
                    #expect(await worker.log.first(containing: line) != nil)
                }
                #expect(worker.status == .exited(0))
                #expect(worker.output == ["Analyzed review: 4/5 stars, sentiment: 1"])
            }
        }
    }

    @Test func `without work a signal ends it at once`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder, endsItself: true) { guide in try guide.send(.interrupt) }
            #expect(end.status == .exited(0))
            #expect(!end.log.contains { $0.contains("to complete.") })
        }
    }
}
