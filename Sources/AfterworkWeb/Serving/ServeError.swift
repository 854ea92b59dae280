#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The address cannot be listened on.
public struct ServeError: Error, Hashable, CustomStringConvertible {
    /// The host that was asked for.
    public let host: String
    /// The port that was asked for.
    public let port: Int
    /// The system's error number.
    public let code: CInt

    /// What is wrong and what to do.
    public var description: String {
        switch code {
        case EADDRINUSE: "Port \(port) of \(host) is in use. Stop the program that uses it, or choose another port."
        case EACCES: "Port \(port) of \(host) may not be used by this user. Choose a port of 1024 or more."
        case EADDRNOTAVAIL: "This machine has no address \(host). Choose 127.0.0.1, 0.0.0.0 or one of its own."
        default: "\(host):\(port) cannot be listened on: \(String(cString: strerror(code)))."
        }
    }
}
