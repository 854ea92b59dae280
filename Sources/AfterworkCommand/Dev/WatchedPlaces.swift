import Synchronization

/// The files and folders that are watched. They become others when the package does.
final class WatchedPlaces: Sendable {
    private let always: [String]
    private let sources = Mutex<[String]>([])

    /// Makes a list.
    ///
    /// - Parameter always: What is watched whatever the package becomes.
    init(always: [String]) {
        self.always = always
    }

    /// All of them.
    var all: [String] { always + sources.withLock(\.self) }

    /// Watches other sources from now on.
    func setSources(_ paths: [String]) {
        sources.withLock { $0 = paths }
    }
}
