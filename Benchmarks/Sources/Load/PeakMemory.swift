#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The most memory that the process has had resident, in KiB.
public var peakMemory: Int {
    var usage = rusage()
    // RUSAGE_SELF, which has another type in each C library.
    getrusage(0, &usage)
    #if canImport(Darwin)
    return usage.ru_maxrss / 1024
    #else
    return usage.ru_maxrss
    #endif
}
