import AfterworkWeb
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
    private struct State {
        var descriptor: CInt = -1
        /// Whether the last line was cut off, so that the next one has to begin with a line feed.
        var isTorn = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    deinit {
        state.withLock { if $0.descriptor >= 0 { _ = close($0.descriptor) } }
    }

    /// Appends a line. Lines of tasks that run side by side never mix.
    ///
    /// The call blocks, as a background task may.
    ///
    /// - Parameter line: The line, without a line feed.
    /// - Throws: ``FileError`` if not all of it could be written.
    func append(_ line: String) throws(FileError) {
        try state.withLock { state throws(FileError) in
            try open(&state.descriptor)
            // A client's line feed would make two lines of one.
            var line = (state.isTorn ? "\n" : "") + ConsoleWriter.printable(line) + "\n"
            let (written, length) = line.withUTF8 { (write(state.descriptor, $0.baseAddress, $0.count), $0.count) }
            if written == length {
                state.isTorn = false
            } else {
                state.isTorn = state.isTorn || written > 0
                throw FileError(path: path, code: written < 0 ? errno : ENOSPC)
            }
        }
    }

    /// The lines that are there, the last megabyte of them.
    ///
    /// The call blocks.
    ///
    /// - Returns: The lines, the oldest first; none if there is no such file.
    func lines() -> [Substring] {
        let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return [] }
        defer { _ = close(descriptor) }
        let start = max(0, lseek(descriptor, 0, SEEK_END) - (1 << 20))
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count, start + off_t(count))
            }
            guard read > 0 else { break }
            count += read
        }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        // What follows the last line feed is being written, and where the text was cut its first line is not whole.
        return Array(lines.dropLast().dropFirst(start > 0 ? 1 : 0))
    }

    private func open(_ descriptor: inout CInt) throws(FileError) {
        var status = stat()
        if descriptor >= 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 { return }
        if descriptor >= 0 { _ = close(descriptor) }
        descriptor = systemOpen(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    }
}

private func systemOpen(_ path: String, _ flags: CInt, _ mode: mode_t) -> CInt {
    open(path, flags, mode)
}
