import Subprocess
import TestSupport
import Testing

/// A program that uses a store, as a process of its own.
struct StoreProgram: Sendable {
    /// How it ended.
    struct End: Sendable {
        let status: TerminationStatus
        let errors: String
    }

    /// The lines that it has printed.
    let output = Journal()
    private let signalling: @Sendable (Signal) throws -> Void

    private init(signalling: @escaping @Sendable (Signal) throws -> Void) {
        self.signalling = signalling
    }

    /// Runs it while a test uses it, and to its end.
    static func run(_ arguments: [String], _ use: @Sendable (StoreProgram) async throws -> Void = { _ in }) async throws -> End {
        let result = try await Subprocess.run(
            .path(.init(try path)),
            arguments: Arguments(arguments),
            input: .none,
            output: .sequence,
            error: .string(limit: 1 << 20)
        ) { execution in
            let program = StoreProgram { try execution.send(signal: $0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await line in execution.standardOutput.strings() { program.output.note(line) }
                }
                do {
                    try await use(program)
                } catch {
                    try? execution.send(signal: .kill)
                    throw error
                }
                try await group.waitForAll()
            }
        }
        return End(status: result.terminationStatus, errors: result.standardError)
    }

    func send(_ signal: Signal) throws {
        try signalling(signal)
    }

    /// Beside the tests, where the build put it.
    private static var path: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["StoreProcess"]).joined(separator: "/")
        }
    }
}
