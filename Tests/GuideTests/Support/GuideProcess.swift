import Subprocess
import TestSupport
import Testing

/// The guide as a process of its own.
struct GuideProcess: Sendable {
    /// It never said that it was running.
    struct NotRunning: Error {
        let log: [String]
    }

    /// How it ended and what it wrote.
    struct End: Sendable {
        let status: TerminationStatus
        let output: [String]
        let log: [String]
    }

    /// What it has printed.
    let output = Lines()
    /// What it has logged.
    let log = Lines()
    /// Where it listens on 127.0.0.1, once it does.
    private(set) var port = 0

    private let signalling: @Sendable (Signal) throws -> Void

    /// Serves in a folder while a test uses it, and ends it with SIGTERM unless the test does.
    static func serve(
        _ options: [String] = ["--pace", "0"],
        in folder: TemporaryFolder,
        environment: [Environment.Key: String?] = [:],
        endsItself: Bool = false,
        _ use: @Sendable (GuideProcess) async throws -> Void
    ) async throws -> End {
        let arguments = ["serve", "--port", "0", "--data-dir", "\(folder.path)/data"] + options
        return try await start(arguments, in: folder, environment: environment) { guide in
            guard let line = await guide.log.first(containing: " running on http://127.0.0.1:") else {
                throw NotRunning(log: guide.log.all)
            }
            try await use(guide.listening(as: line))
            if !endsItself { try guide.send(.terminate) }
        }
    }

    /// Runs the guide to its end.
    static func run(_ arguments: [String], in folder: TemporaryFolder, environment: [Environment.Key: String?] = [:]) async throws -> End {
        try await start(arguments, in: folder, environment: environment) { _ in }
    }

    /// Starts the guide with arguments in a folder, and waits for its end.
    static func start(
        _ arguments: [String],
        in folder: TemporaryFolder,
        environment: [Environment.Key: String?] = [:],
        executable: String? = nil,
        _ use: @Sendable (GuideProcess) async throws -> Void
    ) async throws -> End {
        let executable = try executable ?? Self.executable
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "cd \"$0\" && exec \"$@\"", folder.path, executable] + arguments),
            environment: .inherit.updating(environment),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let guide = GuideProcess { try execution.send(signal: $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await guide.output.collect(execution.standardOutput) }
                group.addTask { try await guide.log.collect(execution.standardError) }
                do {
                    try await use(guide)
                } catch {
                    try? execution.send(signal: .kill)
                    throw error
                }
                try await group.waitForAll()
            }
            return (guide.output.all, guide.log.all)
        }
        return End(status: result.terminationStatus, output: result.closureResult.0, log: result.closureResult.1)
    }

    private init(signalling: @escaping @Sendable (Signal) throws -> Void) {
        self.signalling = signalling
    }

    /// The process, which has logged that it is running.
    func listening(as line: String) -> GuideProcess {
        var guide = self
        guide.port = line.split(separator: ":").last.flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        return guide
    }

    /// Sends a signal.
    func send(_ signal: Signal) throws {
        try signalling(signal)
    }

    /// Beside the tests, where the build put it.
    static var executable: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["guide"]).joined(separator: "/")
        }
    }
}

extension Lines {
    fileprivate func collect(_ sequence: SubprocessOutputSequence) async throws {
        defer { end() }
        for try await line in sequence.strings() { append(line) }
    }
}
