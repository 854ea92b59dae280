import AfterworkWeb

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the guide's tasks and jobs work with: a folder to write to, a terminal to report on, and time that passes as told.
struct SimulatedWork: Sendable {
    /// How long work takes: 1 is the tutorial's time, 0 none.
    let pace: Double
    let folder: DataFolder
    let output: ConsoleWriter

    /// Makes the folder, if it is not there.
    ///
    /// - Throws: ``FileError`` if it cannot be made.
    init(_ settings: GuideOptions.Settings) throws(FileError) {
        pace = settings.pace
        folder = try DataFolder(path: settings.dataDir)
        output = ConsoleWriter(descriptor: STDOUT_FILENO)
    }

    /// Pretends to be busy.
    func simulate(_ duration: Duration) async throws {
        if pace > 0 { try await Task.sleep(for: duration * pace) }
    }

    /// Prints a line to the terminal.
    func report(_ line: String) {
        output.write(ConsoleWriter.printable(line))
    }
}
