#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the system says about the thread that asks.
public enum CurrentThread {
    /// The thread's name, as debuggers show it.
    public static var name: String {
        #if os(Linux)
        let line = line(of: "/proc/thread-self/comm") ?? ""
        return String(line.prefix { $0 != "\n" })
        #else
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let address = buffer.baseAddress, pthread_getname_np(pthread_self(), address, buffer.count) == 0 else { return "" }
            return String(cString: address)
        }
        #endif
    }

    /// Whether the thread is one of those that background tasks run on.
    public static var isBackground: Bool { name.hasPrefix("afterwork-") }

    #if os(Linux)
    /// Whether the thread runs only when no other wants its core, or at nice value 19 where that is not allowed.
    public static var isLowered: Bool {
        let idleClass: CInt = 5  // SCHED_IDLE, sched(7)
        return sched_getscheduler(0) == idleClass || niceValue == 19
    }

    private static var niceValue: Int? {
        // The name in parentheses may hold anything; the nice value is the 17th field behind it (proc_pid_stat(5)).
        let fields = line(of: "/proc/thread-self/stat")?.split(separator: ")").last?.split(separator: " ")
        return fields.flatMap { $0.count > 16 ? Int($0[16]) : nil }
    }

    private static func line(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
            guard let address = buffer.baseAddress, fgets(address, 1024, file) != nil else { return nil }
            return String(cString: address)
        }
    }
    #endif
}
