#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file or folder of the guide's cannot be written.
struct FileError: Error, CustomStringConvertible {
    let path: String
    /// The system's error number.
    let code: CInt

    var description: String { "Cannot write to \(path): \(String(cString: strerror(code))). Choose another folder with --data-dir." }
}
