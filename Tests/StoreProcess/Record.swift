#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What a process was told, in a file that it survives: a line is there as soon as it is noted.
final class Record: Sendable {
    struct Failure: Error {
        let path: String
        let code: CInt
    }

    private let path: String
    private let descriptor: CInt

    /// Goes on with a file, or begins it.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Notes lines, which nobody else's come between.
    func note(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        var text = lines.joined(separator: "\n") + "\n"
        let written = text.withUTF8 { (write(descriptor, $0.baseAddress, $0.count), $0.count) }
        guard written.0 == written.1 else { throw Failure(path: path, code: errno) }
    }
}
