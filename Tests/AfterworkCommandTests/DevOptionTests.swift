import Testing

/// What `afterwork` says to those who ask for help or mistype.
@Suite(.timeLimit(.minutes(5))) struct DevOptionTests {
    @Test(
        arguments: [
            ("tinny", "Error: The package tiny has no executable product 'tinny'. Did you mean 'tiny'? There are: tiny."),
            ("guide", "Error: The package tiny has no executable product 'guide'. There are: tiny."),
        ]
    )
    func `a wrong product is answered with those there are`(_ product: String, _ message: String) async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.run(["dev", product], in: package.path)
            #expect(end.status != .exited(0))
            #expect(end.lines.contains(message), "\(end.lines)")
            #expect(end.output.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["dev"], "Error: Missing expected argument '<product>'"),
            (
                ["dev", "tiny", "--path", "elsewhere"],
                "Error: There is no Package.swift in elsewhere. Name the folder of the package with --path."
            ),
            (["dev", "tiny", "--watch", "nowhere"], "Error: There is nothing to watch at nowhere."),
            (["dev", "tiny", "--delay=-1"], "Error: --delay must be seconds, from 0 to 60."),
            (["dev", "tiny", "--delay", "nan"], "Error: --delay must be seconds, from 0 to 60."),
            (["dev", "tiny", "--configuration", "fast"], "Error: The value 'fast' is invalid for '--configuration <configuration>'"),
            (["dev", "tiny", "--prot", "80"], "Error: Unknown option '--prot'"),
            (["dve"], "Error: Unexpected argument 'dve'"),
        ]
    )
    func `a bad option is one clear message and a failure`(_ arguments: [String], _ message: String) async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.run(arguments, in: package.path)
            #expect(end.status != .exited(0))
            #expect(end.lines.first?.hasPrefix(message) == true, "\(end.lines)")
            #expect(end.output.isEmpty)
        }
    }

    @Test func `help is printed`() async throws {
        try await TinyPackage.use { package in
            let end = try await DevProcess.run(["dev", "--help"], in: package.path)
            #expect(end.status == .exited(0))
            #expect(end.output.contains { $0.hasPrefix("USAGE: afterwork dev <product>") })
            for option in ["--path", "--watch", "--delay", "--configuration"] { #expect(end.output.contains { $0.contains(option) }) }
        }
    }
}
