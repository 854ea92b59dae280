/// The port that a benchmark's server listens on: its first argument.
public let serverPort = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8000
