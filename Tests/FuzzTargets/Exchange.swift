#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What a server answers to the bytes of a whole connection.
struct Exchange {
    /// All that came back.
    private(set) var received: [UInt8] = []
    /// Whether the connection was cut off, so that something may be missing.
    private(set) var wasReset = false

    private static let secondsToWait = 60

    /// Sends bytes to a port of this machine, tells that there are no more, and reads until the other side ends the connection.
    ///
    /// - Throws: ``Finding`` if that does not happen in time.
    init(sending bytes: [UInt8], to port: Int) throws(Finding) {
        let descriptor = try Self.connected(to: port)
        defer { close(descriptor) }
        // Some arrive in two pieces, which the bytes themselves decide.
        let cut = bytes.reduce(0, ^).isMultiple(of: 2) ? bytes.count : bytes.count / 2
        wasReset = !(Self.send(bytes[..<cut], to: descriptor) && Self.send(bytes[cut...], to: descriptor))
        shutdown(descriptor, Int32(SHUT_WR))
        try receive(from: descriptor)
    }

    /// Makes up an exchange.
    init(received: String, wasReset: Bool = false) {
        self.received = Array(received.utf8)
        self.wasReset = wasReset
    }

    private static func connected(to port: Int) throws(Finding) -> Int32 {
        #if canImport(Darwin)
        let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        try expect(descriptor >= 0, "No socket is to be had: error \(errno).")
        var limit = timeval()
        limit.tv_sec = .init(secondsToWait)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var isAtOnce: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isAtOnce, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard status == 0 else {
            let code = errno
            close(descriptor)
            throw Finding("No connection is to be had: error \(code).")
        }
        return descriptor
    }

    /// Whether the other side took everything.
    private static func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        #if canImport(Darwin)
        var isSilent: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &isSilent, socklen_t(MemoryLayout<Int32>.size))
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        return bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Self.send(descriptor, UnsafeRawBufferPointer(rebasing: bytes[sent...]), flags)
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    private static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
        #if canImport(Glibc)
        Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #elseif canImport(Musl)
        Musl.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #else
        Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags)
        #endif
    }

    private mutating func receive(from descriptor: Int32) throws(Finding) {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = chunk.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count == 0 { return }
            guard count > 0 else {
                if errno == EINTR { continue }
                let isLate = errno == EAGAIN || errno == EWOULDBLOCK
                try expect(!isLate, "Nothing came for \(Self.secondsToWait) s, after: \(String(decoding: received, as: UTF8.self))")
                wasReset = true
                return
            }
            received += chunk[..<count]
        }
    }
}
