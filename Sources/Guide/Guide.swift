import ArgumentParser

/// The tutorial's application: projects, reviews and documents, with work that is done after the response.
@main
struct Guide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "The tutorial's application: it answers at once and does the work after the response.",
        discussion: "Without a subcommand it serves; `guide serve --help` lists the options for that.",
        subcommands: [Serve.self, Work.self],
        defaultSubcommand: Serve.self
    )
}
