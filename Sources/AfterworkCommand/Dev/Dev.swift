import ArgumentParser

/// Serves while somebody writes: builds and starts a server, and again after each change of its sources.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve while you write: build and start a server, and again after each change.",
        discussion: """
            The sources are watched. Once nothing has changed for a moment, the product is built. If that succeeds and gives a new \
            program, the server gets SIGTERM, finishes what it has begun, and the new one starts in its place. If it fails, the \
            compiler's errors are shown and the old server stays up.

            Watched are Package.swift, the targets that the product is made of, and the sources of the dependencies that the package \
            names by a path; --watch adds to these. Hidden files and the temporary ones of editors are passed over.

            Ctrl-C ends the server and the command; what the server has begun is finished first. A second Ctrl-C ends both at once.

            Examples:
              afterwork dev guide
              afterwork dev guide -- --port 9000
              afterwork dev Orders --path ../orders --watch ../orders/Templates
            """
    )

    @Argument(help: "The executable product to build and to run.")
    var product: String

    @Option(help: ArgumentHelp("The folder of the package.", valueName: "folder"))
    var path = "."

    @Option(help: ArgumentHelp("A folder or file to watch besides the sources. It can be given several times.", valueName: "folder"))
    var watch: [String] = []

    @Option(help: ArgumentHelp("How long nothing may have changed before a build begins, in seconds.", valueName: "seconds"))
    var delay = 0.2

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("How to build: debug or release.", valueName: "configuration")
    )
    var buildConfiguration = BuildConfiguration.debug

    @Argument(parsing: .postTerminator, help: "What the server is started with; it stands behind a --.")
    var arguments: [String] = []

    func validate() throws {
        guard (0...60).contains(delay) else { throw ValidationError("--delay must be seconds, from 0 to 60.") }
    }

    func run() async throws {
        let package = try PackageFolder(path: path)
        let watched = try watch.map { path in
            guard let path = PackageFolder.absolute(path) else { throw ValidationError("There is nothing to watch at \(path).") }
            return path
        }
        var session = DevSession(
            builder: Builder(package: package, product: product, configuration: buildConfiguration),
            arguments: arguments,
            watched: WatchedPlaces(always: [package.manifest] + watched),
            delay: .seconds(delay),
            terminal: Terminal()
        )
        do {
            let wasForced = try await session.run()
            if wasForced { throw ExitCode.failure }
        } catch let wrongName as PackageLayout.NoSuchProduct {
            throw ValidationError(wrongName.description)
        }
    }
}

/// How SwiftPM builds.
enum BuildConfiguration: String, ExpressibleByArgument, CaseIterable {
    case debug
    case release
}
