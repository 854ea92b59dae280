import Subprocess
import TestSupport
import Testing

/// The guide's jobs in PostgreSQL: the same guide, with one option more.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StoreOptionTests {
    @Test func `a server and workers on other machines share the jobs of a database`() async throws {
        let target = try PostgresServer.connectionString
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--no-jobs", "--store", target], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 7, text: "great")
                // Nobody runs it here.
                #expect(try await client.job(path).contains(#""state":"available""#))
                // Another machine has a folder of its own; and the environment says the same as the option.
                let arguments = ["worker", "--pace", "0", "--data-dir", "\(folder.path)/other"]
                let worker = try await GuideProcess.start(arguments, in: folder, environment: ["GUIDE_STORE": target]) { worker in
                    let line = try #require(await worker.log.first(containing: "runs the jobs in "))
                    #expect(line.contains(#"schema "afterwork" of database "postgres" on 127.0.0.1"#))
                    try await eventually { try await client.job(path).contains(#""state":"completed""#) }
                    try worker.send(.terminate)
                }
                #expect(worker.status == .exited(0))
                #expect(try folder.lines(of: "other/review_analysis.json").count == 1)
            }
            #expect(try folder.names(in: "data").filter { $0.hasPrefix("jobs") } == [])
        }
    }

    @Test func `a review whose worker is killed on one machine is finished on another`() async throws {
        let target = try PostgresServer.connectionString
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--no-jobs", "--store", target], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                func work(_ name: String, _ pace: String, _ use: @Sendable (GuideProcess) async throws -> Void) async throws {
                    let arguments = ["worker", "--store", target, "--pace", pace, "--data-dir", "\(folder.path)/\(name)"]
                    _ = try await GuideProcess.start(arguments, in: folder) { worker in
                        _ = await worker.log.first(containing: "runs the jobs in ")
                        try await use(worker)
                        try worker.send(.kill)
                    }
                }
                let path = try await client.submitReview(customer: 8, text: "great")
                try await work("first", "10000") { _ in try await client.waitUntilRunning(path) }
                try await work("second", "0") { _ in
                    try await eventually { try await client.job(path).contains(#""state":"completed""#) }
                }
                #expect(try folder.lines(of: "second/review_analysis.json").count == 1)
            }
        }
    }

    @Test(arguments: [
        ("postgres://ada:secret@127.0.0.1:1/shop", "It cannot be reached"),
        ("host=127.0.0.1 port=1 dbname=shop user=ada password=secret", "It cannot be reached"),
        ("postgres://afterwork@127.0.0.1/shop?nonsense=1", "The connection string cannot be read"),
    ])
    func `a store that cannot be opened ends the guide with a sentence that says why`(store: String, reason: String) async throws {
        try await TemporaryFolder.use { folder in
            for command in ["serve", "worker"] {
                let end = try await GuideProcess.run([command, "--store", store], in: folder)
                #expect(end.status == .exited(1))
                let log = end.log.joined(separator: "\n")
                #expect(log.lowercased().contains(reason.lowercased()), "\(log)")
                #expect(!log.contains("secret"))
            }
        }
    }
}
