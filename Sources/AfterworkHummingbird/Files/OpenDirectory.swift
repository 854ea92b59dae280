#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A folder, opened once.
///
/// Whatever is done in it goes through its descriptor and a name without slashes, so that it happens in this folder even if somebody
/// replaces its path meanwhile.
final class OpenDirectory: Sendable {
    /// The folder's descriptor.
    let descriptor: Int32

    /// Opens a folder.
    ///
    /// - Throws: The error of `open`; `ENOENT` for a path with NUL in it, which would end there for the system.
    init(path: String) throws(SystemCallError) {
        guard !path.utf8.contains(0) else { throw SystemCallError(call: "open", code: ENOENT) }
        descriptor = try SystemCallError.check("open") { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    }

    deinit {
        close(descriptor)
    }
}
