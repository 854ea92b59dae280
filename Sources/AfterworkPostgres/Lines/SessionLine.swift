import Afterwork
import Dispatch
import Synchronization

/// How what is asked for is done.
enum LineMode: Sendable {
    /// By threads of the store's own.
    case thread
    /// At once by whoever asks: what a simulation replays must not depend on threads.
    case inline
}

/// A thread with a connection, and what waits for it. Both are there from when something is asked for the first time.
final class SessionLine<Item: Sendable>: Sendable {
    /// Serves everything that waits: what has come, and what was held up before. Returns what is held up now, and is to be served again.
    typealias Serve = @Sendable (_ items: [Item], _ held: [Item], _ session: inout Session) -> [Item]

    private let line = WorkLine<Item>()
    private let name: String
    private let server: Server
    private let serve: Serve
    private let mode: LineMode
    private let hasBegun = Mutex(false)
    /// Of a line without a thread.
    private let session: Mutex<Session>

    /// - Parameters:
    ///   - name: The thread's.
    ///   - server: Where to connect.
    ///   - mode: Who does it.
    ///   - serve: What is done with what waits.
    init(name: String, server: Server, mode: LineMode, serve: @escaping Serve) {
        self.name = name
        self.server = server
        self.mode = mode
        self.serve = serve
        session = Mutex(Session(server: server))
    }

    /// Puts something in.
    ///
    /// - Parameters:
    ///   - item: What is to be served.
    ///   - refuse: Called if it will not be, because the line was closed or there is no thread for it.
    func put(_ item: Item, orElse refuse: (JobStoreUnavailable) -> Void) {
        switch mode {
        case .thread:
            do throws(JobStoreUnavailable) {
                try begin()
                guard line.put(item) else { throw .closed }
            } catch {
                refuse(error)
            }
        case .inline:
            session.withLock { session in
                var held = serve([item], [], &session)
                while !held.isEmpty { held = serve([], held, &session) }
            }
        }
    }

    private func begin() throws(JobStoreUnavailable) {
        try hasBegun.withLock { hasBegun throws(JobStoreUnavailable) in
            guard !hasBegun else { return }
            try StoreThread.start(name: name) { [line, server, serve] in
                var session = Session(server: server)
                var held: [Item] = []
                while let items = held.isEmpty ? line.next() : line.next(within: .seconds(0)) { held = serve(items, held, &session) }
                session.close()
                line.end()
            }
            hasBegun = true
        }
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything that was in it has been done.
    func close(then ending: @escaping @Sendable () -> Void) {
        // Who was never asked for anything needs no thread to end.
        let wasIdle = hasBegun.withLock { hasBegun in
            defer { hasBegun = true }
            return !hasBegun
        }
        line.close(then: ending)
        if wasIdle {
            session.withLock { $0.close() }
            line.end()
        }
    }
}

/// What has threads with connections, and does on one of them what a caller wants done.
protocol SessionGiving: Sendable {
    /// Does something, without blocking the calling thread.
    ///
    /// - Returns: What the body returned.
    /// - Throws: ``JobStoreUnavailable``.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout Session) throws -> Value) async throws -> Value
}

/// Something that a caller wants done, and waits for.
struct Errand: Sendable {
    /// Does it, and returns how to tell the caller.
    let run: @Sendable (inout Session) throws -> @Sendable () -> Void
    /// Tells the caller that it was not done.
    let fail: @Sendable (JobStoreUnavailable) -> Void
    /// Since when somebody waits.
    private let since: ContinuousClock.Instant

    init(
        since: ContinuousClock.Instant = .now,
        run: @escaping @Sendable (inout Session) throws -> @Sendable () -> Void,
        fail: @escaping @Sendable (JobStoreUnavailable) -> Void
    ) {
        self.since = since
        self.run = run
        self.fail = fail
    }

    /// Until when it is tried, however many were before it.
    func deadline(_ server: Server) -> ContinuousClock.Instant { since + server.patience }

    /// Something for which nobody waits.
    init(_ body: @escaping @Sendable (inout Session) throws -> Void) {
        self.init { session in
            try body(&session)
            return {}
        } fail: { _ in
        }
    }
}

extension SessionLine: SessionGiving where Item == Errand {
    /// A line in which everything is done one after another.
    convenience init(name: String, server: Server, mode: LineMode) {
        self.init(name: name, server: server, mode: mode) { errands, _, session in
            for errand in errands {
                session.deadline = errand.deadline(server)
                do {
                    try errand.run(&session)()
                } catch {
                    errand.fail(JobStoreUnavailable(error, in: server.place))
                }
            }
            return []
        }
    }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout Session) throws -> Value) async throws -> Value {
        try await perform(since: .now, body)
    }

    /// As ``perform(_:)``, for somebody who has waited since a time.
    func perform<Value: Sendable>(
        since: ContinuousClock.Instant,
        _ body: @escaping @Sendable (inout Session) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let errand = Errand(since: since) { session in
                let value = try body(&session)
                return { continuation.resume(returning: value) }
            } fail: { error in
                continuation.resume(throwing: error)
            }
            put(errand, orElse: errand.fail)
        }
    }
}

extension JobStoreUnavailable {
    static var closed: JobStoreUnavailable { JobStoreUnavailable(.closed, "The job store was closed. Make a new one.") }
}
