import Foundation
import Subprocess
import Testing

/// The compiler that built the tests, with what it takes to import the modules that it built.
struct Compiler {
    private let executable: String
    private let arguments: [String]

    init() throws {
        // SwiftPM describes its build beside the tests' bundle.
        let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
        let path = (folder + ["description.json"]).joined(separator: "/")
        let description = try JSONDecoder().decode(Description.self, from: Data(contentsOf: URL(filePath: path)))
        let command = try #require(description.swiftCommands.values.first { $0.moduleName == "AfterworkWebTests" })
        executable = command.executable
        arguments = ["-I", command.importPath] + command.modulesAndMacros
    }

    /// Checks files as one module, in the language mode of a new package.
    ///
    /// - Returns: What it says.
    func check(_ files: [String]) async throws -> String {
        let check = ["-typecheck", "-whole-module-optimization", "-parse-as-library", "-module-name", "Mistakes", "-swift-version", "6"]
        let output = ["-diagnostic-style", "llvm", "-no-color-diagnostics"]
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "exec \"$0\" \"$@\"", executable] + check + output + arguments + files),
            output: .discarded,
            error: .string(limit: 1 << 22)
        )
        return result.standardError
    }
}

/// The part of SwiftPM's description of a build that says how it called the compiler.
private struct Description: Decodable {
    struct Command: Decodable {
        let executable: String
        let moduleName: String
        let importPath: String
        let otherArguments: [String]

        /// Where the system is, where C modules are, and which programs expand macros.
        var modulesAndMacros: [String] {
            let options = zip(otherArguments, otherArguments.dropFirst())
            var isSecond = false
            return options.flatMap { option, value -> [String] in
                if isSecond {
                    isSecond = false
                    return []
                }
                let isMacro = value == "-load-plugin-executable" || value.contains("#")
                guard ["-Xcc", "-target", "-sdk", "-module-cache-path"].contains(option) || option == "-Xfrontend" && isMacro else {
                    return []
                }
                isSecond = true
                return [option, value]
            }
        }
    }

    let swiftCommands: [String: Command]
}
