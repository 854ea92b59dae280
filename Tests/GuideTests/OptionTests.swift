import Subprocess
import TestSupport
import Testing

/// Options of the command line and of the environment, good ones and bad ones.
@Suite(.timeLimit(.minutes(5))) struct OptionTests {
    @Test func `options come from the environment`() async throws {
        try await TemporaryFolder.use { folder in
            let environment: [Environment.Key: String?] = [
                "GUIDE_PORT": "0", "GUIDE_DATA_DIR": "\(folder.path)/here", "GUIDE_PACE": "0", "GUIDE_HOST": "127.0.0.1",
                "GUIDE_LOG_LEVEL": "info", "GUIDE_ACCESS_LOG": "false",
            ]
            let end = try await GuideProcess.start(["serve"], in: folder, environment: environment) { guide in
                let line = try #require(await guide.log.first(containing: " running on http://127.0.0.1:"))
                let port = try #require(line.firstMatch(of: /127\.0\.0\.1:(\d+)/)?.1)
                #expect(port != "8000")
                _ = try await Curl.run("http://127.0.0.1:\(port)/", in: folder)
                try guide.send(.terminate)
            }
            #expect(end.status == .exited(0))
            #expect(try folder.names(in: "here").filter { !$0.hasPrefix("jobs.sqlite") } == ["uploads"])
            #expect(!end.log.contains { $0.contains("GET /") })
        }
    }

    @Test func `an option on the command line wins`() async throws {
        try await TemporaryFolder.use { folder in
            let environment: [Environment.Key: String?] = [
                "GUIDE_PORT": "99999", "GUIDE_DATA_DIR": "\(folder.path)/there", "GUIDE_PACE": "never", "GUIDE_ACCESS_LOG": "false",
            ]
            let end = try await GuideProcess.serve(["--pace", "0", "--access-log"], in: folder, environment: environment) { guide in
                _ = try await Curl.run("http://127.0.0.1:\(guide.port)/", in: folder)
            }
            #expect(end.status == .exited(0))
            #expect(try folder.names(in: ".") == ["data"])
            #expect(end.log.contains { $0.hasSuffix(#" - "GET / HTTP/1.1" 200 OK"#) })
        }
    }

    @Test(
        arguments: [
            (["--port", "99999"], "--port must be a port from 0 to 65535."),
            (["--port", "-1"], "--port must be a port from 0 to 65535."),
            (["--port", "eighty"], "The value 'eighty' is invalid for '--port <port>'"),
            (["--pace", "-1"], "--pace must be a number, 0 or more."),
            (["--pace", "inf"], "--pace must be a number, 0 or more."),
            (["--pace", "nan"], "--pace must be a number, 0 or more."),
            (["--shutdown-grace", "-0.5"], "--shutdown-grace must be seconds, 0 or more."),
            (["--max-running-tasks", "0"], "--max-running-tasks must be 1 or more."),
            (["--max-running-jobs", "0"], "--max-running-jobs must be 1 or more."),
            (["--max-waiting-tasks", "0"], "--max-waiting-tasks must be 1 or more."),
            (["--max-connections", "0"], "--max-connections must be 1 or more."),
            (["--idle-timeout", "0"], "--idle-timeout must be seconds, more than 0."),
            (["--store", "postgress://ada@db/shop"], "--store must be a path, or postgres://user@host/database."),
            (["--log-level", "loud"], "The value 'loud' is invalid for '--log-level <log-level>'"),
            (["--prot", "80"], "Unknown option '--prot'. Did you mean '--port'?"),
        ]
    )
    func `a bad value is one clear message and a failure`(_ options: [String], _ message: String) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.run(["serve", "--data-dir", "\(folder.path)/data"] + Self.joined(options), in: folder)
            #expect(end.status != .exited(0))
            #expect(end.log.first?.hasPrefix("Error: \(message)") == true)
            #expect(end.output.isEmpty)
            #expect(try folder.names(in: ".").isEmpty)
        }
    }

    @Test(
        arguments: [
            ("GUIDE_PORT", "http", "GUIDE_PORT is 'http'. It must be a port from 0 to 65535."),
            ("GUIDE_PACE", "-1", "GUIDE_PACE is '-1'. It must be a number, 0 or more."),
            ("GUIDE_SHUTDOWN_GRACE", "soon", "GUIDE_SHUTDOWN_GRACE is 'soon'. It must be seconds, 0 or more."),
            ("GUIDE_SHUTDOWN_GRACE", "inf", "GUIDE_SHUTDOWN_GRACE is 'inf'. It must be seconds, 0 or more."),
            ("GUIDE_LOG_LEVEL", "loud", "GUIDE_LOG_LEVEL is 'loud'. It must be a log level, such as info."),
            ("GUIDE_ACCESS_LOG", "maybe", "GUIDE_ACCESS_LOG is 'maybe'. It must be true or false."),
            ("GUIDE_JOBS", "some", "GUIDE_JOBS is 'some'. It must be true or false."),
            ("GUIDE_MAX_RUNNING_JOBS", "0", "GUIDE_MAX_RUNNING_JOBS is '0'. It must be 1 or more."),
        ]
    )
    func `a bad value in the environment names its variable`(_ name: String, _ value: String, _ message: String) async throws {
        try await TemporaryFolder.use { folder in
            let arguments = ["serve", "--data-dir", "\(folder.path)/data"]
            let end = try await GuideProcess.run(arguments, in: folder, environment: [Environment.Key(stringLiteral: name): value])
            #expect(end.status != .exited(0))
            #expect(end.log.first == "Error: \(message)")
            #expect(try folder.names(in: ".").isEmpty)
        }
    }

    @Test(arguments: [["--help"], ["serve", "--help"], ["help", "serve"]])
    func `help is printed on everything`(_ arguments: [String]) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.run(arguments, in: folder)
            #expect(end.status == .exited(0))
            #expect(end.output.first?.hasPrefix("OVERVIEW: ") == true)
            #expect(end.output.contains { $0.hasPrefix("USAGE: guide") })
            #expect(end.log.isEmpty)
            guard arguments.contains("serve") else { return }
            for option in ["--host", "--port", "--data-dir", "--pace", "--shutdown-grace", "--log-level", "--access-log", "--no-jobs"] {
                #expect(end.output.contains { $0.contains(option) })
            }
        }
    }

    @Test func `a data folder that cannot be made is a clear message`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("", to: "file")
            let end = try await GuideProcess.run(["serve", "--port", "0", "--data-dir", "\(folder.path)/file"], in: folder)
            #expect(end.status != .exited(0))
            let advice = "Choose another folder with --data-dir."
            #expect(end.log == ["Error: Cannot write to \(folder.path)/file/uploads: Not a directory. \(advice)"])
        }
    }

    /// Negative numbers would be taken for options if they stood alone.
    private static func joined(_ options: [String]) -> [String] {
        options.count == 2 && options[1].hasPrefix("-") ? ["\(options[0])=\(options[1])"] : options
    }
}
