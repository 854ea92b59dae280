import Subprocess
import TestSupport
import Testing

/// The real `afterwork` as a process of its own, started as from a terminal: it leads the group in the foreground.
struct DevProcess: Sendable {
    /// A line that was waited for did not come.
    struct Missing: Error {
        let text: String
        let lines: [String]
    }

    /// How it ended and what was written.
    struct End: Sendable {
        let status: TerminationStatus
        /// What the server printed.
        let output: [String]
        /// What the command said.
        let lines: [String]
    }

    private static let end = "(end)"

    private let output = Journal()
    private let lines = Journal()
    private let signalling: @Sendable (Signal, Bool) throws -> Void

    /// Runs `afterwork dev tiny` in the package's folder while a test uses it.
    static func dev(
        _ options: [String] = [],
        in package: TinyPackage,
        _ use: @Sendable (DevProcess) async throws -> Void
    ) async throws -> End {
        try await run(["dev", "tiny"] + options + ["--", "\(package.port)"], in: package.path, use)
    }

    /// Runs the command to its end, with the programs of a folder in place of others.
    static func run(
        _ arguments: [String],
        in folder: String,
        programs: String = "",
        _ use: @Sendable (DevProcess) async throws -> Void = { _ in }
    ) async throws -> End {
        var options = PlatformOptions()
        options.processGroupID = 0
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(
                ["-c", #"cd "$0" && PATH=$1${1:+:}$PATH && shift && exec "$@""#, folder, programs, try executable] + arguments
            ),
            platformOptions: options,
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let dev = DevProcess { try execution.send(signal: $0, toProcessGroup: $1) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await collect(execution.standardOutput, in: dev.output) }
                group.addTask { try await collect(execution.standardError, in: dev.lines) }
                do {
                    try await use(dev)
                } catch {
                    try? execution.send(signal: .kill)
                    throw error
                }
                try await group.waitForAll()
            }
            return (dev.output.lines.dropLast(), dev.lines.lines.dropLast())
        }
        return End(status: result.terminationStatus, output: Array(result.closureResult.0), lines: Array(result.closureResult.1))
    }

    private init(signalling: @escaping @Sendable (Signal, Bool) throws -> Void) {
        self.signalling = signalling
    }

    /// Presses Ctrl-C: the terminal sends SIGINT to every process in the foreground.
    func pressControlC() throws {
        try signalling(.interrupt, true)
    }

    /// Sends the command alone a signal.
    func send(_ signal: Signal) throws {
        try signalling(signal, false)
    }

    /// What the server has printed so far.
    var printed: [String] { output.lines }

    /// Waits for the command to say something, or to say it so many times.
    @discardableResult
    func line(containing text: String, count: Int = 1) async throws -> String {
        try await Self.line(containing: text, count: count, in: lines)
    }

    /// Waits for the server to print something, or to print it so many times.
    func print(_ text: String, count: Int = 1) async throws {
        _ = try await Self.line(containing: text, count: count, in: output)
    }

    /// Waits for the server to answer, unless the command ends before it does.
    func answer(_ expected: String, of package: TinyPackage, to path: String = "/") async throws {
        try await eventually {
            if lines.lines.last == Self.end { throw Missing(text: expected, lines: lines.lines) }
            return await package.answer(to: path) == expected
        }
    }

    private static func line(containing text: String, count: Int, in journal: Journal) async throws -> String {
        try await journal.wait { lines in lines.count { $0.contains(text) } >= count || lines.last == end }
        let found = journal.lines.filter { $0.contains(text) }
        guard found.count >= count, let line = found.last else { throw Missing(text: text, lines: journal.lines) }
        return line
    }

    private static func collect(_ sequence: SubprocessOutputSequence, in journal: Journal) async throws {
        defer { journal.note(end) }
        for try await line in sequence.strings() { journal.note(line) }
    }

    /// Beside the tests, where the build put it.
    private static var executable: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["afterwork"]).joined(separator: "/")
        }
    }
}
