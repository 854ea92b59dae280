import Foundation
import Subprocess
import Testing

/// `JobVictim` as a process of its own.
struct VictimProcess: Sendable {
    private let signalling: @Sendable (Signal) throws -> Void

    /// Kills it as `kill -9` does.
    func kill() throws {
        try signalling(.kill)
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - arguments: The file and what to do.
    ///   - follow: Told each line that it writes.
    /// - Returns: How it ended, and all lines.
    /// - Throws: What follows it throws, or if it cannot be run.
    static func run(
        _ arguments: [String],
        _ follow: @Sendable (VictimProcess, _ line: String, _ count: Int) throws -> Void = { _, _, _ in }
    ) async throws -> (status: TerminationStatus, lines: [String]) {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "exec \"$0\" \"$@\"", try executable] + arguments),
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            let process = VictimProcess { try execution.send(signal: $0) }
            var lines: [String] = []
            for try await line in execution.standardOutput.strings() {
                lines.append(line)
                try follow(process, line, lines.count)
            }
            return lines
        }
        return (result.terminationStatus, result.closureResult)
    }

    /// Beside the tests, where the build put it.
    private static var executable: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["JobVictim"]).joined(separator: "/")
        }
    }
}
