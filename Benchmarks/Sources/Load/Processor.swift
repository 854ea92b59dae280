#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Keeps the calling thread computing.
public enum Processor {
    /// Computes without pause until the task is cancelled.
    public static func burnUntilCancelled() {
        while !Task.isCancelled {}
    }

    /// Computes until the calling thread has used so much CPU time.
    ///
    /// It is the thread's own clock that counts: a thread that is interrupted does the same work as one that is not.
    ///
    /// - Parameter microseconds: How much CPU time to use.
    public static func burn(microseconds: Int) {
        let end = threadNanoseconds() + UInt64(microseconds) * 1000
        while threadNanoseconds() < end {}
    }

    private static func threadNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
