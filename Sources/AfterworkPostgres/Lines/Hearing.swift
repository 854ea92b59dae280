import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A thread that hears what others do, from when somebody wants to know.
final class Hearing: Sendable {
    private struct State {
        var hasBegun = false
        var isListening = false
        var isOver = false
    }

    private let server: Server
    private let listeners: JobListeners
    private let turn: @Sendable () -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - server: Where to listen.
    ///   - listeners: Who is told.
    ///   - isWanted: Whether it ever begins.
    ///   - turn: What is done every now and then, twice a second at least while it listens.
    init(server: Server, listeners: JobListeners, isWanted: Bool, turn: @escaping @Sendable () -> Void) {
        self.server = server
        self.listeners = listeners
        self.turn = turn
        state.withLock { $0.hasBegun = !isWanted }
    }

    /// Whether what others say from now on is heard.
    var isListening: Bool { state.withLock(\.isListening) }

    /// How long it takes at most until the thread sees that it is to end.
    private static let wait = Duration.milliseconds(500)

    func begin() {
        state.withLock { state in
            guard !state.hasBegun, !state.isOver else { return }
            // Without a thread nothing is heard, and who waits for a notice looks for himself every now and then.
            state.hasBegun = (try? StoreThread.start(name: "afterwork-hear") { [self] in listen() }) != nil
        }
    }

    func end() {
        state.withLock { $0.isOver = true }
    }

    /// How long it waits before it tries again to listen.
    private static let pause = Duration.milliseconds(500)

    private func listen() {
        var session = Session(server: server)
        let listen = Call(Statement(name: "", sql: "LISTEN \(server.schema.channel)"))
        while !state.withLock(\.isOver) {
            do {
                let texts = try session.use(isRepeatable: true) { connection in
                    if !connection.listens {
                        _ = try connection.perform([listen], within: server.limit)
                        connection.listens = true
                        state.withLock { $0.isListening = true }
                        // What happened meanwhile nobody has told.
                        listeners.tell(Set(JobNotice.allCases), changed: EmptyCollection())
                    }
                    return try connection.notifications(within: Self.wait)
                }
                let notices = Set(texts.compactMap(Self.notice))
                if !notices.isEmpty { listeners.tell(notices, changed: EmptyCollection()) }
                turn()
            } catch {
                // Who waits for a notice looks for himself every now and then.
                state.withLock { $0.isListening = false }
                session.close()
                usleep(useconds_t(Self.pause / .microseconds(1)))
            }
        }
        session.close()
    }

    private static func notice(_ text: String) -> JobNotice? {
        switch text {
        case "work": .work
        case "times": .times
        case "orders": .orders
        default: nil
        }
    }
}
