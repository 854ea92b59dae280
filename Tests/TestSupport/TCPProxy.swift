import Foundation
import Synchronization

/// A way to a server on this machine that can be worse than a network: it cuts connections, keeps them open and passes nothing on, or loses
/// an answer.
public final class TCPProxy: Sendable {
    /// What it does with what comes.
    public enum Mode: Sendable {
        case pass
        /// Nothing goes on, and nothing is closed.
        case hang
        /// What the server answers next is lost, and its connection with it.
        case loseAnswer
    }

    private struct State {
        var mode = Mode.pass
        var isOver = false
        var links: [Int: (client: CInt, server: CInt)] = [:]
        var last = 0
        var lostAnswers = 0
    }

    /// Where it listens on 127.0.0.1.
    public let port: Int
    private let listener: CInt
    private let target: Int
    private let state = Mutex(State())

    /// A way to a port of 127.0.0.1, which is open until ``end()``.
    public init(to target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, address, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in accept() }
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    /// What it does with what comes from now on.
    public func set(_ mode: Mode) { state.withLock { $0.mode = mode } }

    /// How many answers it has lost.
    public var lostAnswers: Int { state.withLock(\.lostAnswers) }

    /// Cuts every connection there is.
    ///
    /// - Returns: How many there were.
    @discardableResult
    public func cut() -> Int {
        state.withLock { state in
            for link in state.links.values { Self.cut(link) }
            return state.links.count
        }
    }

    /// Cuts every connection, and lets none in any more.
    public func end() {
        state.withLock { $0.isOver = true }
        shutdown(listener, Int32(SHUT_RDWR))
        cut()
    }

    private static func cut(_ link: (client: CInt, server: CInt)) {
        shutdown(link.client, Int32(SHUT_RDWR))
        shutdown(link.server, Int32(SHUT_RDWR))
    }

    private func accept() {
        while !state.withLock(\.isOver) {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0 else { continue }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(port: target)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                close(client)
                close(server)
                continue
            }
            serve((client, server))
        }
        close(listener)
    }

    private func serve(_ link: (client: CInt, server: CInt)) {
        let number = state.withLock { state in
            state.last += 1
            state.links[state.last] = link
            return state.last
        }
        let ended = Mutex(0)
        for isAnswer in [false, true] {
            Thread.detachNewThread { [self] in
                pass(on: link, isAnswer: isAnswer)
                Self.cut(link)
                let isLast = ended.withLock { ended in
                    ended += 1
                    return ended == 2
                }
                guard isLast else { return }
                state.withLock { $0.links[number] = nil }
                close(link.client)
                close(link.server)
            }
        }
    }

    private func pass(on link: (client: CInt, server: CInt), isAnswer: Bool) {
        let (source, sink) = isAnswer ? (link.server, link.client) : (link.client, link.server)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            guard count > 0 else { return }
            while isHanging { usleep(2000) }
            if isAnswer, losesAnswer() { return }
            var sent = 0
            while sent < count {
                let written = buffer.withUnsafeBytes { send(sink, $0.baseAddress.map { $0 + sent }, count - sent, Int32(MSG_NOSIGNAL)) }
                guard written > 0 else { return }
                sent += written
            }
        }
    }

    private var isHanging: Bool {
        state.withLock { state in
            if case .hang = state.mode { !state.isOver } else { false }
        }
    }

    private func losesAnswer() -> Bool {
        state.withLock { state in
            guard case .loseAnswer = state.mode else { return false }
            state.mode = .pass
            state.lostAnswers += 1
            return true
        }
    }
}
