import Afterwork
import CLibpq

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A connection to a server, for one thread at a time. Every call has an end in time, whatever the server or the network does.
///
/// It is always in pipeline mode: the statements of a round go out together, the answers come back together, and without a transaction of
/// their own they are one (PostgreSQL, 34.5).
final class Connection {
    let pointer: OpaquePointer
    private var prepared: Set<String> = []
    var isBroken = false
    /// Whether notifications come by this connection.
    var listens = false
    /// The numbers of lanes that are known. Behind another connection may be another server, with other numbers.
    var lanes: [Lane: Int32] = [:]
    /// The workers of which the server knows, by this connection, that they sleep.
    var sleepers: [Incarnation: Sleep] = [:]

    /// Connects, to the first host that answers, and as libpq does it: only there has each host an end in time, the target's
    /// `connect_timeout` or three seconds.
    ///
    /// - Parameters:
    ///   - target: Anything that libpq takes.
    ///   - limit: How long the first answers may take.
    /// - Throws: ``PostgresFailure``.
    init(to target: String, within limit: Duration) throws {
        // Given apart, the target may be a URI or a list of settings, and overrides what comes before it. A host that is gone without a word
        // is noticed after some seconds, also where nothing is asked of it.
        let settings = [
            ("fallback_application_name", "afterwork"), ("client_encoding", "UTF8"), ("connect_timeout", "3"), ("keepalives_idle", "5"),
            ("keepalives_interval", "3"), ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("dbname", target),
        ]
        let opened = settings.map(\.0).withCStrings { keywords in
            settings.map(\.1).withCStrings { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let opened else { throw PostgresFailure(connection: nil, doing: "there is no memory for a connection") }
        pointer = opened
        guard PQstatus(pointer) == CONNECTION_OK else { throw PostgresFailure(connection: pointer, doing: "it cannot be reached") }
        try setUp(within: limit)
    }

    deinit {
        PQfinish(pointer)
    }

    /// How the database keeps text.
    var serverEncoding: String { PQparameterStatus(pointer, "server_encoding").map { String(cString: $0) } ?? "nothing that is known" }

    /// Whether what is said next is a transaction by itself.
    var isOutsideTransaction: Bool { PQtransactionStatus(pointer) == PQTRANS_IDLE }

    private func setUp(within limit: Duration) throws {
        // It would print what the server says unasked, such as that it goes down, as if this process did. An error comes as a result too.
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        guard PQsetnonblocking(pointer, 1) == 0, PQenterPipelineMode(pointer) == 1 else {
            throw PostgresFailure(connection: pointer, doing: "the connection cannot be set up")
        }
        // A role may have been told to give these up, with which an acknowledged job could be lost or an order be wrong.
        let settings = """
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') IN ('off', 'local')
            """
        _ = try perform([Call(Statement(name: "", sql: settings))], within: limit)
        _ = try perform([Call(Statement(name: "", sql: "SET default_transaction_isolation = 'read committed'"))], within: limit)
    }
}

// Rounds.
extension Connection {
    /// Has the server do something in one transaction, in one round.
    ///
    /// - Parameters:
    ///   - calls: What.
    ///   - limit: How long it may take.
    /// - Returns: What each returned.
    /// - Throws: ``PostgresFailure``; then nothing was done, unless ``PostgresFailure/isFatal``: then it is not known.
    func perform(_ calls: [Call], within limit: Duration) throws -> [Rows] {
        let deadline = ContinuousClock.now + limit
        do {
            try prepare(calls, until: deadline, limit)
            for call in calls { try send(call) }
            return try finishRound(of: calls.count, until: deadline, limit)
        } catch let error as PostgresFailure {
            if error.isFatal { isBroken = true }
            throw error
        }
    }

    private func prepare(_ calls: [Call], until deadline: ContinuousClock.Instant, _ limit: Duration) throws {
        for call in calls where !call.statement.name.isEmpty && !prepared.contains(call.statement.name) {
            let types = call.parameters.map(\.type.rawValue)
            guard PQsendPrepare(pointer, call.statement.name, call.statement.sql, CInt(types.count), types) == 1 else {
                throw PostgresFailure(connection: pointer, doing: "a statement cannot be sent")
            }
            _ = try finishRound(of: 1, until: deadline, limit)
            prepared.insert(call.statement.name)
        }
    }

    private func send(_ call: Call) throws {
        let parameters = call.parameters
        let lengths = parameters.map { CInt($0.bytes?.count ?? 0) }
        let formats = parameters.map { $0.type == .any ? 0 : 1 as CInt }
        let answer: CInt = call.wantsText ? 0 : 1
        let isSent = parameters.map(\.bytes).withPointers { values in
            if call.statement.name.isEmpty {
                let types = parameters.map(\.type.rawValue)
                return PQsendQueryParams(pointer, call.statement.sql, CInt(parameters.count), types, values, lengths, formats, answer)
            }
            return PQsendQueryPrepared(pointer, call.statement.name, CInt(parameters.count), values, lengths, formats, answer)
        }
        guard isSent == 1 else { throw PostgresFailure(connection: pointer, doing: "a statement cannot be sent") }
    }

    /// Sends what marks the end of a round, and takes the answers.
    private func finishRound(of count: Int, until deadline: ContinuousClock.Instant, _ limit: Duration) throws -> [Rows] {
        guard PQpipelineSync(pointer) == 1 else { throw PostgresFailure(connection: pointer, doing: "a statement cannot be sent") }
        var answers: [Rows] = []
        var failure: PostgresFailure?
        while true {
            guard let result = try nextResult(until: deadline, limit) else { continue }
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                if let failure { throw failure }
                guard answers.count == count else { throw PostgresFailure(connection: pointer, doing: "an answer is missing") }
                return answers
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK: answers.append(Rows(result))
            case PGRES_PIPELINE_ABORTED: PQclear(result)
            default:
                failure = failure ?? PostgresFailure(result: result)
                PQclear(result)
                // A session that is being ended answers nothing more.
                if let failure, failure.isFatal { throw failure }
            }
        }
    }

    /// - Returns: The next result; `nil` behind the last one of a statement.
    func nextResult(until deadline: ContinuousClock.Instant, _ limit: Duration) throws -> OpaquePointer? {
        while true {
            let isFlushed = PQflush(pointer)
            guard isFlushed >= 0 else { throw PostgresFailure(connection: pointer, doing: "the connection was lost") }
            if PQisBusy(pointer) == 0 { return PQgetResult(pointer) }
            try wait(for: CShort(isFlushed == 0 ? POLLIN : POLLIN | POLLOUT), until: deadline, limit)
            guard PQconsumeInput(pointer) == 1 else { throw PostgresFailure(connection: pointer, doing: "the connection was lost") }
        }
    }
}

// Waiting.
extension Connection {
    private func wait(for events: CShort, until deadline: ContinuousClock.Instant, _ limit: Duration) throws {
        guard try isReady(for: events, until: deadline) else { throw PostgresFailure(silenceFor: limit) }
    }

    private func isReady(for events: CShort, until deadline: ContinuousClock.Instant?) throws -> Bool {
        while true {
            var socket = pollfd(fd: PQsocket(pointer), events: events, revents: 0)
            let left = deadline.map { max(.zero, ContinuousClock.now.duration(to: $0)) / .milliseconds(1) }
            let ready = poll(&socket, 1, left.map { CInt(min($0.rounded(.up), 1e9)) } ?? -1)
            if ready > 0 { return true }
            if ready == 0 { return false }
            guard errno == EINTR else { throw PostgresFailure(connection: pointer, doing: "the connection was lost") }
        }
    }

    /// Whether the other side is gone, as far as this one has been told.
    func seemsLost() -> Bool {
        while let isReady = try? isReady(for: CShort(POLLIN), until: .now), isReady {
            guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else { return true }
        }
        return false
    }

    /// Waits for what others say on the channels that this connection listens to.
    ///
    /// - Parameter limit: For how long.
    /// - Returns: What they said; nothing if nobody did.
    /// - Throws: ``PostgresFailure``.
    func notifications(within limit: Duration) throws -> [String] {
        let deadline = ContinuousClock.now + limit
        while true {
            var texts: [String] = []
            while let notification = PQnotifies(pointer) {
                if let text = notification.pointee.extra { texts.append(String(cString: text)) }
                PQfreemem(notification)
            }
            guard texts.isEmpty, try isReady(for: CShort(POLLIN), until: deadline) else { return texts }
            guard PQconsumeInput(pointer) == 1 else {
                isBroken = true
                throw PostgresFailure(connection: pointer, doing: "the connection was lost")
            }
        }
    }
}

extension [String] {
    /// Gives them as C strings, with null behind the last one.
    fileprivate func withCStrings<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
        let copies = map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers = copies.map { $0.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { buffer in
            withUnsafePointer(to: nil as UnsafePointer<CChar>?) { body(buffer.baseAddress ?? $0) }
        }
    }
}

extension [[UInt8]?] {
    /// Gives where each of them lies, all at once; null for those that are not there.
    fileprivate func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
        var offsets: [Int?] = []
        var joined: [UInt8] = []
        joined.reserveCapacity(reduce(1) { $0 + ($1?.count ?? 0) })
        for element in self {
            offsets.append(element.map { _ in joined.count })
            if let element { joined += element }
        }
        // So that an empty value at the end has a place too.
        joined.append(0)
        return joined.withUnsafeBytes { bytes in
            body(offsets.map { offset in offset.flatMap { bytes.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) } })
        }
    }
}
