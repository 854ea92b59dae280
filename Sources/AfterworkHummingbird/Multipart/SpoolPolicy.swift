#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// When the files of a form leave memory, and where they go then.
///
/// ```swift
/// let spool = SpoolPolicy(directory: "/srv/uploads")   // on the disk where files will be saved, so that saving copies nothing
/// ```
public struct SpoolPolicy: Sendable, Hashable {
    /// How many bytes of one file are held in memory; 256 KiB unless set. A file with more goes to disk.
    public var memoryThreshold: Int
    /// How many bytes of all files of one form are held in memory; 8 MiB unless set. When they are used up, every further file goes to
    /// disk.
    public var memoryPerForm: Int
    /// The folder where temporary files are; `TMPDIR`, or else `/tmp`, unless set. It must exist. If it is on the file system where
    /// files are saved, saving does not copy them.
    public var directory: String

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - memoryThreshold: How many bytes of one file are held in memory.
    ///   - memoryPerForm: How many bytes of all files of one form are held in memory.
    ///   - directory: The folder where temporary files are, or nil for the system's.
    public init(memoryThreshold: Int = 256 * 1024, memoryPerForm: Int = 8 * 1024 * 1024, directory: String? = nil) {
        self.memoryThreshold = memoryThreshold
        self.memoryPerForm = memoryPerForm
        self.directory = directory ?? Self.systemDirectory
    }

    private static var systemDirectory: String {
        guard let directory = getenv("TMPDIR"), directory.pointee != 0 else { return "/tmp" }
        return String(cString: directory)
    }
}
