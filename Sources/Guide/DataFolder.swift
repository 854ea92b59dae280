#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder that the guide writes to.
struct DataFolder: Sendable {
    /// Why something could not be written.
    struct WriteError: Error, CustomStringConvertible {
        let path: String
        let code: CInt

        var description: String { "Cannot write to \(path): \(String(cString: strerror(code)))." }
    }

    let path: String

    /// Makes the folder, and `uploads` in it, if they are not there.
    ///
    /// - Throws: ``WriteError`` if they cannot be made.
    init(path: String) throws(WriteError) {
        self.path = path
        for folder in [path, uploads] where mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw WriteError(path: folder, code: errno)
        }
    }

    /// Where uploaded files are kept.
    var uploads: String { "\(path)/uploads" }

    /// Appends a line to a file. Lines of tasks that run side by side never mix: each is one write to a file opened for appending.
    ///
    /// The call blocks, as a background task may.
    ///
    /// - Parameters:
    ///   - line: The line, without a line feed.
    ///   - file: The file's name in the folder.
    /// - Throws: ``WriteError`` if not all of it could be written.
    func append(_ line: String, to file: String) throws(WriteError) {
        let path = "\(path)/\(file)"
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        defer { close(descriptor) }
        var line = line + "\n"
        let (written, length) = line.withUTF8 { (write(descriptor, $0.baseAddress, $0.count), $0.count) }
        guard written == length else { throw WriteError(path: path, code: written < 0 ? errno : ENOSPC) }
    }
}
