import AfterworkWeb
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where the guide's log lines go: standard error.
struct GuideLog: Sendable {
    let writer: ConsoleWriter
    let logger: Logger

    /// - Parameter level: The least severe lines to log.
    init(level: Logger.Level) {
        let writer = ConsoleWriter(descriptor: STDERR_FILENO)
        self.writer = writer
        logger = Logger(label: "guide") { _ in ConsoleLogHandler(writer: writer, logLevel: level) }
    }

    /// Writes a last line, and waits until it has left the process.
    func fail(_ error: some Error) async {
        writer.write("ERROR:    \(error)")
        await writer.flush()
    }
}
