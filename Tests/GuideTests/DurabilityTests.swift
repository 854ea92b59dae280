import Subprocess
import TestSupport
import Testing

/// Reviews and documents as jobs: what becomes of them when the process does not live to finish them, and what clients can ask.
@Suite(.timeLimit(.minutes(5))) struct DurabilityTests {
    private static let slow = ["--pace", "10000"]

    private static func review(_ customer: Int) -> String {
        #"{"customer_id":\#(customer),"product_id":1,"rating":4,"sentiment_score":1,"processed_at":"2026-11-25T19:40:42.123456"}"#
    }

    /// What the ledger says of a line of a job.
    private static func entry(_ job: String, at start: Int, _ length: Int) -> String {
        func padded(_ number: Int, _ width: Int) -> String { String(repeating: "0", count: width - "\(number)".count) + "\(number)" }
        return "\(padded(start, 16)) \(padded(length, 9)) \(job.split(separator: "/").last ?? "")\n"
    }

    /// Has a review run, and kills its process in the middle.
    ///
    /// - Returns: The path of its job.
    private static func killInTheMiddle(of customer: Int = 1, in folder: TemporaryFolder) async throws -> String {
        let path = Lines()
        let end = try await GuideProcess.serve(slow, in: folder, endsItself: true) { guide in
            let client = JobClient(guide: guide, folder: folder)
            path.append(try await client.submitReview(customer: customer, text: "great"))
            try await client.waitUntilRunning(path.all[0])
            try guide.send(.kill)
        }
        #expect(end.status == .signaled(9))
        #expect(end.output.isEmpty)
        return path.all[0]
    }

    @Test func `a review whose process is killed in the middle is finished by the next one, at once`() async throws {
        try await TemporaryFolder.use { folder in
            let path = try await Self.killInTheMiddle(in: folder)
            let end = try await GuideProcess.serve(in: folder) { guide in
                #expect(await guide.output.first(containing: "Analyzed review: 4/5 stars, sentiment: 1") != nil)
                let client = JobClient(guide: guide, folder: folder)
                try await eventually { try await client.job(path).contains(#""state":"completed""#) }
            }
            #expect(end.log.contains { $0.contains("Job is taken over from a process that died.") }, "\(end.log)")
            #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
        }
    }

    @Test func `a document whose process is killed in the middle is processed by the next one`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("some words", to: "a.txt")
            _ = try await GuideProcess.serve(Self.slow, in: folder, endsItself: true) { guide in
                _ = try await Curl.run("-F", "file=@a.txt", "http://127.0.0.1:\(guide.port)/documents/upload", in: folder)
                try guide.send(.kill)
            }
            let end = try await GuideProcess.serve(in: folder) { guide in
                _ = await guide.output.first(containing: "Processed document")
            }
            #expect(end.output == ["Processed document: a.txt (10 bytes)"])
            #expect(try folder.lines(of: "data/document_analysis.json").count == 1)
        }
    }

    @Test func `an analysis that was written before the kill is not written again`() async throws {
        try await TemporaryFolder.use { folder in
            let path = try await Self.killInTheMiddle(in: folder)
            // What is there if the kill comes after the line and before the store knows.
            let line = Self.review(1) + "\n"
            try folder.write(line, to: "data/review_analysis.json")
            try folder.write(Self.entry(path, at: 0, line.utf8.count), to: "data/review_analysis.ledger")
            let end = try await GuideProcess.serve(in: folder) { guide in
                _ = await guide.output.first(containing: "Analyzed review")
            }
            #expect(end.log.contains { $0.contains("An earlier attempt has written the analysis already.") }, "\(end.log)")
            #expect(try folder.text(of: "data/review_analysis.json") == line)
        }
    }

    @Test(arguments: [0, 1, 60])
    func `an analysis that was begun or only announced before the kill is written whole, once`(_ written: Int) async throws {
        try await TemporaryFolder.use { folder in
            let path = try await Self.killInTheMiddle(of: 2, in: folder)
            let (other, line) = (Self.review(1) + "\n", Self.review(2) + "\n")
            let place = other.utf8.count
            try folder.write(other + line.prefix(written), to: "data/review_analysis.json")
            try folder.write(Self.entry(path, at: place, line.utf8.count), to: "data/review_analysis.ledger")
            _ = try await GuideProcess.serve(in: folder) { guide in _ = await guide.output.first(containing: "Analyzed review") }
            let lines = try folder.lines(of: "data/review_analysis.json")
            #expect(lines.count == 2)
            #expect(lines.first == Self.review(1))
            #expect(lines.last?.hasPrefix(#"{"customer_id":2,"product_id":1,"#) == true)
        }
    }

    @Test func `an announced analysis whose place another one took is written`() async throws {
        try await TemporaryFolder.use { folder in
            let path = try await Self.killInTheMiddle(of: 2, in: folder)
            // Longer than what was announced, so that the file reaches beyond it.
            let other = Self.review(1) + String(repeating: " ", count: 100) + "\n"
            let otherJob = "0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55"
            try folder.write(other, to: "data/review_analysis.json")
            try folder.write(
                Self.entry(path, at: 0, 120) + Self.entry(otherJob, at: 0, other.utf8.count),
                to: "data/review_analysis.ledger"
            )
            _ = try await GuideProcess.serve(in: folder) { guide in _ = await guide.output.first(containing: "Analyzed review") }
            #expect(try folder.lines(of: "data/review_analysis.json").count == 2)
        }
    }

    @Test func `a file that somebody has removed begins anew`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                for customer in 1...3 { _ = try await client.submitReview(customer: customer, text: "great") }
                _ = await guide.output.first(containing: "Analyzed review", count: 3)
                try folder.remove("data/review_analysis.json")
                for customer in 4...5 { _ = try await client.submitReview(customer: customer, text: "great") }
                _ = await guide.output.first(containing: "Analyzed review", count: 5)
            }
            #expect(try folder.lines(of: "data/review_analysis.json").count == 2)
        }
    }

    @Test func `a worker by itself does what a server without one leaves to it`() async throws {
        try await TemporaryFolder.use { folder in
            let server = try await GuideProcess.serve(["--no-jobs", "--pace", "0"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 1, text: "great")
                let worker = try await GuideProcess.start(["worker", "--pace", "0", "--data-dir", "\(folder.path)/data"], in: folder) {
                    worker in
                    #expect(await worker.output.first(containing: "Analyzed review: 4/5 stars, sentiment: 1") != nil)
                    try worker.send(.terminate)
                }
                #expect(worker.status == .exited(0))
                #expect(worker.log.first?.hasPrefix("INFO:     Worker process [") == true)
                #expect(worker.log.last?.hasPrefix("INFO:     Finished worker process [") == true)
                #expect(try await client.job(path).contains(#""state":"completed""#))
            }
            #expect(server.output.isEmpty)
            #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
        }
    }

    @Test func `when a worker is killed, another process does its job at once`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--no-jobs"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 1, text: "great")
                let data = ["--data-dir", "\(folder.path)/data"]
                _ = try await GuideProcess.start(["worker"] + Self.slow + data, in: folder) { worker in
                    try await client.waitUntilRunning(path)
                    _ = try await GuideProcess.start(["worker", "--pace", "0"] + data, in: folder) { other in
                        _ = await other.log.first(containing: "Worker process")
                        try worker.send(.kill)
                        #expect(await other.output.first(containing: "Analyzed review") != nil)
                        try other.send(.terminate)
                    }
                }
            }
            #expect(try folder.lines(of: "data/review_analysis.json").count == 1)
        }
    }
}
