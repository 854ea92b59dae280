public import ArgumentParser

/// The `afterwork` command: what people do with servers besides running them.
public struct AfterworkCommand: AsyncParsableCommand {
    /// Its name and its subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "afterwork",
        abstract: "Work with Afterwork servers.",
        subcommands: [Dev.self]
    )

    /// Made by the parser.
    public init() {}
}
