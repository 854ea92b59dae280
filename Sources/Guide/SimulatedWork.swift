import AfterworkWeb

/// What the guide's background tasks work with: a folder to write to, a terminal to report on, and time that passes as told.
struct SimulatedWork: Sendable {
    /// How long work takes: 1 is the tutorial's time, 0 none.
    let pace: Double
    let folder: DataFolder
    let output: ConsoleWriter

    /// Pretends to be busy.
    func simulate(_ duration: Duration) async throws {
        if pace > 0 { try await Task.sleep(for: duration * pace) }
    }

    /// Prints a line to the terminal.
    func report(_ line: String) {
        output.write(ConsoleWriter.printable(line))
    }
}
