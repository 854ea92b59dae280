#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How many files and connections the process may have open at once.
package enum FileDescriptors {
    /// The present limit.
    package static var limit: Int { Int(clamping: current()?.rlim_cur ?? 1024) }

    /// Raises the limit as far as the system lets it. Systems start processes with a low one, for the sake of programs that use
    /// `select`.
    package static func raiseLimit() {
        guard var limit = current() else { return }
        limit.rlim_cur = min(limit.rlim_max, 1 << 20)
        _ = setrlimit(resource, &limit)
    }

    private static func current() -> rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }

    #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif
}
