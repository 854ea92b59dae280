#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Opens connections, makes one request on each, and leaves them open.
///
/// Usage: `IdleClient PORT COUNT`. Prints `open` when every request has been answered, or what went wrong, and stays until it is killed.
@main
struct IdleClient {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard arguments.count == 2, let port = UInt16(exactly: arguments[0]) else { end("Usage: IdleClient PORT COUNT") }
        for number in 1...arguments[1] {
            guard let connection = connect(to: port), getRoot(connection) else {
                end("Connection \(number) failed: \(String(cString: strerror(errno)))")
            }
        }
        print("open")
        fflush(nil)
        while true { pause() }
    }

    private static func connect(to port: UInt16) -> Int32? {
        #if canImport(Glibc)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        let connection = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { systemConnect(connection, $0, size) }
        }
        return result == 0 ? connection : nil
    }

    /// Whether the request was answered: the reply is short, so its begin is all of it.
    private static func getRoot(_ connection: Int32) -> Bool {
        let request = Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        var reply = [UInt8](repeating: 0, count: 4096)
        guard send(connection, request, request.count, 0) == request.count else { return false }
        let count = recv(connection, &reply, reply.count, 0)
        return count > 0 && reply.starts(with: Array("HTTP/1.1 200".utf8))
    }

    private static func end(_ message: String) -> Never {
        print(message)
        exit(1)
    }
}

#if canImport(Glibc)
private let systemConnect = Glibc.connect
#elseif canImport(Musl)
private let systemConnect = Musl.connect
#elseif canImport(Darwin)
private let systemConnect = Darwin.connect
#endif
