import Subprocess

/// The real curl.
enum Curl {
    /// Runs curl as a terminal would, with these arguments.
    ///
    /// - Returns: What it printed: the body of the response, and what `-w` asks for.
    static func run(_ arguments: String..., in folder: TemporaryFolder) async throws -> String {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "cd \"$0\" && exec curl --silent --show-error \"$@\"", folder.path] + arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus.isSuccess else { return "curl: \(result.standardError)" }
        return result.standardOutput
    }
}
