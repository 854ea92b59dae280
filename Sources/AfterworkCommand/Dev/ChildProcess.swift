import Subprocess
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A process of ours that can be sent signals from the moment it is planned until it has ended.
///
/// It leads a process group of its own. A Ctrl-C in a terminal goes to the whole group in the foreground: so the command alone gets it,
/// and says to each child, once, what is to be done.
final class ChildProcess: Sendable {
    private struct State {
        var id: CInt?
        var runs = false
        var asked: CInt?
    }

    private let state = Mutex(State())

    /// Its process identifier, once it has one.
    var id: CInt? { state.withLock(\.id) }

    /// Sends a signal. If the process is not there yet, it gets the signal when it is.
    ///
    /// - Parameters:
    ///   - signal: The signal's number.
    ///   - toGroup: Whether to send it to what the process has started as well.
    func send(_ signal: CInt, toGroup: Bool = false) {
        state.withLock { state in
            state.asked = signal
            if let id = state.id, state.runs { _ = kill(toGroup ? -id : id, signal) }
        }
    }

    /// Says that the process runs.
    func begin(_ id: CInt) {
        state.withLock { state in
            state.id = id
            state.runs = true
            if let asked = state.asked { _ = kill(id, asked) }
        }
    }

    /// Says that it has ended. Nothing is sent any more: the system may give the identifier to another process.
    func end() {
        state.withLock { $0.runs = false }
    }

    /// Has a process lead a group of its own.
    static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }
}
