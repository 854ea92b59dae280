import Subprocess

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What a session says to what it does.
struct DevLine: Equatable {
    /// How much it matters.
    enum Level {
        case info
        case warning
        case error
    }

    /// How many errors of the compiler are shown: the first ones are the ones to mend, and a missing brace makes hundreds.
    private static let mostErrors = 20

    let level: Level
    let text: String
    /// What to show before it.
    private(set) var errors: [String] = []

    /// Finds the words.
    ///
    /// - Parameters:
    ///   - action: What is done; nil comes of what is done without a word.
    ///   - happening: What it is done for.
    ///   - product: The product that is built.
    ///   - state: The session as it is now.
    ///   - server: The identifier of the server's process.
    init?(_ action: DevState.Action, after happening: DevSession.Happening?, product: String, state: DevState, server: CInt?) {
        let server = "server process [\(server.map(String.init) ?? "?")]"
        switch (action, happening) {
        case (.build, .changed(let paths)): self.init(.warning, "\(Self.names(of: paths)) changed. Building…")
        case (.build, _): self.init(.info, "Building \(product)…")
        case (.announceBuild, .changed(let paths)): self.init(.warning, "\(Self.names(of: paths)) changed. It is built next.")
        case (.buildAgain, _): self.init(.info, "Building again, for what has changed meanwhile…")
        case (.start, .built(.success, let duration)): self.init(.info, "Built in \(Self.seconds(duration)). Starting.")
        case (.restart, .built(_, let duration)): self.init(.info, "Built in \(Self.seconds(duration)). Restarting.")
        case (.announceStart, .built(_, let duration)):
            self.init(.info, "Built in \(Self.seconds(duration)). It starts when the old server has ended.")
        case (.keep, .built(_, let duration)):
            self.init(.info, "Built in \(Self.seconds(duration)). \(product) is the same as before and goes on.")
        case (.showErrors, .built(.failure(let failure), let duration)): self.init(failure, after: duration, state: state)
        case (.reportEnd, .served(let end, let id)): self.init(end, id: id, state: state)
        case (.remind, .waited(let seconds, _)):
            let advice = state.isClosing ? " (CTRL+C to force quit)" : ""
            self.init(.info, "Waiting for \(server) to finish what it has begun: \(seconds) s so far.\(advice)")
        case (.force, _), (.kill, _): self.init(.warning, "Forced to quit.")
        default: return nil
        }
    }

    private init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }

    private init(_ failure: BuildFailure, after duration: Duration, state: DevState) {
        let count = failure.errors.count
        let consequence = state.isServing ? " The server goes on as it was." : state.isServerEnding ? "" : " Waiting for a change."
        let errors = count == 1 ? "1 error" : "\(count) errors"
        let hidden = count > Self.mostErrors ? " (\(count - Self.mostErrors) not shown)" : ""
        self.init(.error, "The build failed after \(Self.seconds(duration)): \(errors)\(hidden).\(consequence)")
        self.errors = failure.errors.prefix(Self.mostErrors).map(Self.short)
    }

    private init(_ end: ServerProcess.End, id: CInt?, state: DevState) {
        let wait = state.isBuilding ? "The next one starts after this build." : "Waiting for a change."
        switch end {
        case .ended(.exited(0)): self.init(.warning, "The server process [\(id ?? 0)] ended by itself, without an error. \(wait)")
        case .ended(.exited(let code)): self.init(.error, "The server process [\(id ?? 0)] ended with status \(code). \(wait)")
        case .ended(.signaled(let signal)):
            let name = strsignal(signal).map { String(cString: $0) } ?? "unknown"
            self.init(.error, "The server process [\(id ?? 0)] was ended by signal \(signal) (\(name)). \(wait)")
        case .notStarted(let reason): self.init(.error, "The server did not start: \(reason) \(wait)")
        }
    }

    private static func names(of paths: [String]) -> String {
        let first = paths.first.map(PackageFolder.short) ?? "Something"
        return switch paths.count {
        case ...1: first
        case 2: "\(first) and 1 other file"
        default: "\(first) and \(paths.count - 1) other files"
        }
    }

    /// An error with its file's path as seen from the current folder.
    private static func short(_ error: String) -> String {
        error.split(separator: "\n", omittingEmptySubsequences: false).map { PackageFolder.short(String($0)) }.joined(separator: "\n")
    }

    /// Like `3.2 s`.
    static func seconds(_ duration: Duration) -> String {
        let tenths = Int((duration / .milliseconds(100)).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
