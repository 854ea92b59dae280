import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes lines to a terminal, file or pipe from a thread of its own, so that a slow reader holds up nobody who logs.
///
/// Lines of different callers never mix. While the reader is slow, up to ``capacity`` bytes wait; what comes then is dropped, and a
/// line says how many were.
public final class ConsoleWriter: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var dropped = 0
        var isWriting = false
    }

    /// How many bytes may wait to be written.
    public static let capacity = 4 << 20

    /// How long lines gather after a write, in microseconds.
    private static let pause: UInt32 = 5000

    private let descriptor: CInt
    private let state = Mutex(State())
    private let threads = NIOThreadPool(numberOfThreads: 1)

    /// Whether the descriptor is a terminal, where colours help.
    public let isTerminal: Bool

    /// Makes a writer.
    ///
    /// - Parameter descriptor: An open file descriptor: 1 is standard output, 2 standard error. It is not closed.
    public init(descriptor: CInt) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        threads.start()
    }

    deinit {
        threads.shutdownGracefully { _ in }
    }

    /// Writes a line, soon.
    ///
    /// - Parameter line: The line, without a line feed.
    public func write(_ line: String) {
        let startsWriting = state.withLock { state in
            guard state.waiting.count < Self.capacity else {
                state.dropped += 1
                return false
            }
            state.waiting.append(contentsOf: line.utf8)
            state.waiting.append(UInt8(ascii: "\n"))
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if startsWriting { threads.submit { _ in self.writeWaiting() } }
    }

    /// Waits until everything written so far has left the process, but no longer than a second: a reader that has stopped must not
    /// keep the process from ending. A cancelled task waits as well: what it flushes is often why it was cancelled.
    public func flush() async {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let end = loop.makePromise(of: Void.self)
        threads.submit { _ in
            self.writeWaiting()
            end.succeed()
        }
        // A promise that is kept already stays as it is.
        let limit = loop.scheduleTask(in: .seconds(1)) { end.succeed() }
        try? await end.futureResult.get()
        limit.cancel()
    }

    /// The text without line feeds and other controls, with which a client could forge lines or drive a terminal.
    ///
    /// - Parameter text: Any text, also from a client.
    /// - Returns: The same with a space for each control character, those beyond ASCII included: U+009B begins a terminal's commands
    ///   as well as ESC [ does.
    public static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    private func writeWaiting() {
        while let bytes = takeWaiting() {
            write(bytes)
            // Under load, lines come faster than a thread can be woken for each: so they are written a few milliseconds' worth at once.
            usleep(Self.pause)
        }
    }

    private func takeWaiting() -> [UInt8]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWriting = false
                return nil
            }
            var bytes: [UInt8] = []
            swap(&bytes, &state.waiting)
            if state.dropped > 0 { bytes += Array("(\(state.dropped) lines were dropped: their reader is too slow)\n".utf8) }
            state.dropped = 0
            return bytes
        }
    }

    private func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = systemPoll(&poll, 1, -1)
                } else if errno != EINTR {
                    return  // Nobody reads any more. There is no better place to say so.
                }
            }
        }
    }
}

#if canImport(Glibc)
private let systemWrite = Glibc.write
private let systemPoll = Glibc.poll
#elseif canImport(Musl)
private let systemWrite = Musl.write
private let systemPoll = Musl.poll
#elseif canImport(Darwin)
private let systemWrite = Darwin.write
private let systemPoll = Darwin.poll
#endif
