#if os(Linux)

import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A limit of the system's, reached on purpose.
public enum Shortage {
    /// The limit could not be set.
    public struct NotSet: Error {
        /// What the system says.
        public let code: CInt
    }

    /// Does something while this process gets no memory for another thread, as if it had reached its limit of address space. For a process of
    /// a test's own: everybody in it is short of memory.
    public static func ofThreads<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        await fillDispatch()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) }
        var scarce = limit
        // Less than a thread's stack takes, and enough for all else.
        scarce.rlim_cur = rlim_t(try addressSpace() + (4 << 20))
        guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &scarce) == 0 else { throw NotSet(code: errno) }
        return try await body()
    }

    /// Leaves idle threads to Dispatch, which waits without end where it needs one and gets none.
    private static func fillDispatch() async {
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                // Of both kinds: those of queues of their own, and those that all share.
                let queue = number.isMultiple(of: 2) ? DispatchQueue(label: "filling") : .global()
                group.addTask {
                    await withCheckedContinuation { continuation in
                        queue.async {
                            usleep(20_000)
                            continuation.resume()
                        }
                    }
                }
            }
        }
    }

    /// What the process uses, in bytes: proc_pid_statm(5).
    private static func addressSpace() throws -> Int {
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let text = withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            String(decoding: buffer.prefix(max(0, read(file, buffer.baseAddress, buffer.count))), as: UTF8.self)
        }
        guard let pages = Int(text.prefix { $0.isNumber }) else { throw NotSet(code: errno) }
        return pages * sysconf(CInt(_SC_PAGESIZE))
    }
}
#endif
