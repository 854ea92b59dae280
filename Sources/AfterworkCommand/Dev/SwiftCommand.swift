import Subprocess

/// Runs of `swift`, as a person would start it.
enum SwiftCommand {
    /// Runs it and hands on each line that it writes, of both kinds.
    ///
    /// - Returns: Whether it succeeded.
    /// - Throws: If there is no `swift`.
    static func run(_ arguments: [String], as child: ChildProcess, _ read: (String) -> Void) async throws -> Bool {
        defer { child.end() }
        let result = try await Subprocess.run(
            .name("swift"),
            arguments: Arguments(arguments),
            platformOptions: ChildProcess.options,
            input: .none,
            output: .sequence,
            error: .combinedWithOutput
        ) { execution in
            child.begin(execution.processIdentifier.value)
            for try await line in execution.standardOutput.strings() { read(line) }
        }
        return result.terminationStatus.isSuccess
    }

    /// Runs it and returns what it prints, while each line of its other output is handed on.
    ///
    /// - Throws: `BuildFailure` if it fails.
    static func output(_ arguments: [String], as child: ChildProcess, _ read: (String) -> Void) async throws -> String {
        defer { child.end() }
        var output = CompilerOutput()
        let result = try await Subprocess.run(
            .name("swift"),
            arguments: Arguments(arguments),
            platformOptions: ChildProcess.options,
            input: .none,
            output: .string(limit: 64 << 20),
            error: .sequence
        ) { execution in
            child.begin(execution.processIdentifier.value)
            for try await line in execution.standardError.strings() {
                output.read(line)
                read(line)
            }
        }
        output.finish()
        guard result.terminationStatus.isSuccess else { throw BuildFailure(errors: output.errors) }
        return result.standardOutput
    }
}
