import Foundation
import Subprocess
import TestSupport
import Testing

/// What the guide says of a job file that it cannot use, and that it leaves it as it is.
@Suite(.timeLimit(.minutes(5))) struct DamagedFileTests {
    /// Makes a job file with some reviews in it.
    private static func makeFile(in folder: TemporaryFolder) async throws {
        _ = try await GuideProcess.serve(["--no-jobs"], in: folder) { guide in
            for customer in 1...3 { _ = try await JobClient(guide: guide, folder: folder).submitReview(customer: customer, text: "great") }
        }
    }

    private static func bytes(in folder: TemporaryFolder) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/data/jobs.sqlite"))
    }

    /// The header, all that follows it, and all pages after the first.
    @Test(arguments: [0..<16, 100..<4096, 4096..<Int.max])
    func `a file of which a part is damaged is refused in one line that says which and what to do`(_ part: Range<Int>) async throws {
        try await TemporaryFolder.use { folder in
            try await Self.makeFile(in: folder)
            var bytes = try Self.bytes(in: folder)
            for index in part.clamped(to: 0..<bytes.count) { bytes[index] ^= 0xa5 }
            try bytes.write(to: URL(fileURLWithPath: "\(folder.path)/data/jobs.sqlite"))
            let end = try await GuideProcess.run(["serve", "--port", "0", "--data-dir", "\(folder.path)/data"], in: folder)
            #expect(end.status == .exited(1))
            #expect(end.log.count == 1, "\(end.log)")
            #expect(end.log.last?.hasPrefix("ERROR:    The job store is damaged: \"\(folder.path)/data/jobs.sqlite\" is") == true)
            #expect(end.log.last?.contains("put a backup or the output of sqlite3's .recover in its place.") == true)
            #expect(try Self.bytes(in: folder) == bytes)
        }
    }

    @Test func `a file that goes missing is a 503, and put back it is used by the same process`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", "0"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                _ = try await client.submitReview(customer: 1, text: "great")
                _ = await guide.output.first(containing: "Analyzed review")
                for ending in ["", "-wal", "-shm"] { try folder.move("data/jobs.sqlite" + ending, to: "kept" + ending) }
                let body = #"{"customer_id":2,"rating":4,"review_text":"great"}"#
                let url = "http://127.0.0.1:\(guide.port)/products/1/reviews"
                let refusal = try await Curl.run("-w", "%{http_code}", "--json", body, url, in: folder)
                #expect(refusal == #"{"detail":"The request could not be stored. Nothing of it was done. Try again later."}503"#)
                for ending in ["", "-wal", "-shm"] { try folder.move("kept" + ending, to: "data/jobs.sqlite" + ending) }
                _ = try await client.submitReview(customer: 3, text: "great")
                _ = await guide.output.first(containing: "Analyzed review", count: 2)
            }
            #expect(end.status == .exited(0))
            #expect(end.log.contains { $0.contains("the file was moved or deleted while it was open") }, "\(end.log)")
            #expect(try folder.lines(of: "data/review_analysis.json").count == 2)
        }
    }
}
