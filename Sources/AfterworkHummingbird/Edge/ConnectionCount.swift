import Synchronization

/// How many connections a server has.
final class ConnectionCount: Sendable {
    /// What becomes of a new connection.
    enum Admission {
        case admitted
        /// There are too many: it is told so.
        case refused
        /// There are too many of those, too.
        case dropped
    }

    /// How many may be told at once that there are too many.
    private static let mostRefused = 256

    private let most: Int
    private let open = Atomic<Int>(0)

    init(most: Int?) {
        self.most = max(1, most ?? FileDescriptors.limit / 4 * 3)
    }

    /// Counts a new connection.
    func enter() -> Admission {
        let count = open.add(1, ordering: .relaxed).newValue
        if count <= most { return .admitted }
        return count <= most + Self.mostRefused ? .refused : .dropped
    }

    /// Takes note that a connection is closed.
    func leave() {
        open.subtract(1, ordering: .relaxed)
    }
}
