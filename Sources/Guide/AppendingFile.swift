import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that lines are appended to, kept open, and opened anew when somebody has removed it.
final class AppendingFile: Sendable {
    /// Why a line could not be written.
    struct WriteError: Error, CustomStringConvertible {
        let path: String
        let code: CInt

        var description: String { "Cannot write to \(path): \(String(cString: strerror(code)))." }
    }

    private let path: String
    private let descriptor = Mutex<CInt>(-1)

    init(path: String) {
        self.path = path
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { _ = close($0) } }
    }

    /// Appends a line. Lines of tasks that run side by side never mix.
    ///
    /// The call blocks, as a background task may.
    ///
    /// - Parameter line: The line, without a line feed.
    /// - Throws: ``WriteError`` if not all of it could be written.
    func append(_ line: String) throws(WriteError) {
        var line = line + "\n"
        try descriptor.withLock { descriptor throws(WriteError) in
            try open(&descriptor)
            let (written, length) = line.withUTF8 { (write(descriptor, $0.baseAddress, $0.count), $0.count) }
            guard written == length else { throw WriteError(path: path, code: written < 0 ? errno : ENOSPC) }
        }
    }

    private func open(_ descriptor: inout CInt) throws(WriteError) {
        var status = stat()
        if descriptor >= 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 { return }
        if descriptor >= 0 { _ = close(descriptor) }
        descriptor = systemOpen(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
    }
}

private func systemOpen(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt {
    open(path, flags, mode)
}
