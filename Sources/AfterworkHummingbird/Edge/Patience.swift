import NIOCore

/// How long a connection waits for its client, and for what.
///
/// A wait that goes on keeps its beginning; another one begins anew. Time in which the server itself is at work counts for nothing.
struct Patience {
    /// What only the client can do.
    enum Wait {
        /// Begin a request.
        case request
        /// Send the rest of a request's head.
        case head
        /// Send more of a request's body.
        case body
        /// Take some of a response.
        case reading
        /// Close its side, after the server has closed its own.
        case end
    }

    /// How long a client may take to close its side.
    private static let endTimeout = TimeAmount.seconds(5)

    private let idleTimeout: TimeAmount
    private let headTimeout: TimeAmount
    private let bodyTimeout: TimeAmount
    private let responseTimeout: TimeAmount
    private let bodyRate: Int
    private(set) var wait: Wait?
    private var since = NIODeadline.uptimeNanoseconds(0)
    /// What is left of the time that the client may lose with a body.
    private var bodyCredit = TimeAmount.zero

    init(limits: ConnectionLimits) {
        // As much is as good as for ever, and still leaves room to add to it.
        let most = TimeAmount.hours(24 * 365 * 30)
        idleTimeout = min(most, TimeAmount(limits.idleTimeout))
        headTimeout = min(most, TimeAmount(limits.headTimeout))
        bodyTimeout = min(most, TimeAmount(limits.bodyTimeout))
        responseTimeout = min(most, TimeAmount(limits.responseTimeout))
        bodyRate = max(1, limits.bodyRate)
    }

    /// When the wait is over.
    var deadline: NIODeadline? {
        switch wait {
        case .request: since + idleTimeout
        case .head: since + headTimeout
        case .body: since + bodyCredit
        case .reading: since + responseTimeout
        case .end: since + Self.endTimeout
        case nil: nil
        }
    }

    /// Waits for something from now on, or goes on waiting for it.
    mutating func wait(for next: Wait?, now: @autoclosure () -> NIODeadline) {
        guard next != wait else { return }
        let now = now()
        spendCredit(now: now)
        wait = next
        since = now
    }

    /// Begins to wait anew for the same: the client has done some of it.
    mutating func restart(now: NIODeadline) {
        spendCredit(now: now)
        since = now
    }

    /// Gives a client all the time that it has for a new body.
    mutating func beginBody() {
        bodyCredit = bodyTimeout
    }

    /// Gives a client back the time that so many bytes may take, up to what it had at first.
    mutating func earn(bytes: Int) {
        let seconds = Double(bytes) / Double(bodyRate)
        let earned = TimeAmount.nanoseconds(Int64(min(seconds * 1e9, 1e18)))
        bodyCredit = min(bodyTimeout, bodyCredit + earned)
    }

    private mutating func spendCredit(now: NIODeadline) {
        if wait == .body { bodyCredit = bodyCredit - (now - since) }
    }
}
