#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system can do with files that have no name.
struct FileFeatures: Sendable, Hashable {
    /// Whether there are files without a name (`O_TMPFILE`). A file system may still not have them.
    var unnamedFiles: Bool
    /// Whether such a file can be given a name later, which goes through `/proc`. In some containers that is not mounted.
    var linksFromProc: Bool

    /// What this system can do.
    static let detected: FileFeatures = {
        #if os(Linux)
        FileFeatures(unnamedFiles: true, linksFromProc: access("/proc/self/fd", X_OK) == 0)
        #else
        FileFeatures(unnamedFiles: false, linksFromProc: false)
        #endif
    }()
}
