#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Where an operator finds the process that is running this.
enum ThisProcess {
    /// The machine's name for itself; in a container usually the container's id. Empty if it has none.
    static var host: String {
        // One byte more than a name may have, so that it ends with a zero: gethostname(2).
        var name = [CChar](repeating: 0, count: 257)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The system's number of it.
    static var number: Int32 { getpid() }
}
