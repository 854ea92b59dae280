import ArgumentParser

/// Uses a store as an application does, for tests that end it in the middle, or have two of it share a file.
@main
struct StoreProcess: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "StoreProcess",
        abstract: "Uses a job store, for the tests of AfterworkSQLite.",
        subcommands: [Storming.self, Sharing.self, Listening.self, Starving.self]
    )
}
