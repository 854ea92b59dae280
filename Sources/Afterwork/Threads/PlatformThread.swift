import CAfterwork

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What differs between systems about threads: starting one, reading its CPU time, lowering it.
struct PlatformThread: Sendable, Hashable {
    /// The kernel's number of the thread.
    private let number: UInt64

    /// How many threads the machine can run at the same moment.
    static var coreCount: Int {
        Int(sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// The thread that is running this.
    static var current: PlatformThread {
        #if canImport(Darwin)
        var number: UInt64 = 0
        pthread_threadid_np(nil, &number)
        return PlatformThread(number: number)
        #else
        return PlatformThread(number: UInt64(cafterwork_thread_number()))
        #endif
    }

    /// Starts a detached thread.
    ///
    /// - Parameters:
    ///   - name: Shown by debuggers and `top -H`, at most 15 bytes of it on Linux.
    ///   - givesWay: Whether threads that serve requests go first, on systems where that is settled at the start.
    ///   - body: What the thread does; it ends when this returns.
    /// - Returns: Whether the system had a thread to give.
    static func start(name: String, givesWay: Bool = true, _ body: @escaping @Sendable () -> Void) -> Bool {
        final class Body: Sendable {
            let name: String
            let givesWay: Bool
            let run: @Sendable () -> Void

            init(name: String, givesWay: Bool, run: @escaping @Sendable () -> Void) {
                self.name = name
                self.givesWay = givesWay
                self.run = run
            }
        }

        let retained = Unmanaged.passRetained(Body(name: name, givesWay: givesWay, run: body))
        #if canImport(Darwin)
        var thread: pthread_t?
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                pthread_setname_np(body.name)
                // Darwin lowers by class: utility yields to requests, and turnstiles lift a holder of a lock that a request wants.
                pthread_set_qos_class_self_np(body.givesWay ? QOS_CLASS_UTILITY : QOS_CLASS_USER_INITIATED, 0)
                body.run()
                return nil
            },
            retained.toOpaque()
        )
        if status == 0, let thread { pthread_detach(thread) }
        #else
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                cafterwork_name_thread(body.name)
                body.run()
                return nil
            },
            retained.toOpaque()
        )
        if status == 0 { pthread_detach(thread) }
        #endif
        if status != 0 { retained.release() }
        return status == 0
    }

    /// The CPU time that the thread has used, in nanoseconds; 0 where the system does not tell or the thread has ended.
    var cpuNanoseconds: UInt64 {
        #if canImport(Darwin)
        return 0
        #else
        // The kernel's encoding of a thread's CPU clock: the complement of its number, then "per thread, scheduled time".
        let clock = clockid_t(truncatingIfNeeded: (~Int64(number) << 3) | 6)
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { return 0 }
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
        #endif
    }

    /// Whether the thread sleeps, in a call that blocks or at a lock; not so if it runs or only waits for its turn on a core.
    ///
    /// Read from the kernel's files, so it costs microseconds. True where the system does not tell.
    var isBlocked: Bool {
        #if canImport(Darwin)
        return true
        #else
        let file = open("/proc/self/task/\(number)/stat", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return true }
        defer { close(file) }
        // `605 (afterwork-0) R …`, proc_pid_stat(5): the state stands behind the name.
        return withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            let count = read(file, buffer.baseAddress, buffer.count)
            let text = buffer.prefix(max(0, count))
            guard let end = text.lastIndex(of: UInt8(ascii: ")")), end + 2 < text.endIndex else { return true }
            return text[end + 2] != UInt8(ascii: "R")
        }
        #endif
    }

    /// Has the thread give way to every other, for good: raising it again needs a privilege.
    ///
    /// The idle class and not only nice 19: the kernel takes a core with an idle thread on it for free, and wakes a request's thread
    /// there at once. Beside four tasks that computed, `GET /` had 0.9 of its idle throughput with it, and 0.6 with nice 19. The price
    /// is that a lock which such a thread holds is held for longer, about three times as long as with nice 19.
    func lower() {
        #if !canImport(Darwin)
        _ = cafterwork_lower_thread(Int(number))
        #endif
    }
}
