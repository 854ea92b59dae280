import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Writes the command's lines to standard error, each at once and whole, so that they stand in order with those of the server.
final class Terminal: Sendable {
    private static let descriptor = STDERR_FILENO

    /// Whether somebody looks on, for whom colours and progress help.
    private let isTerminal = isatty(descriptor) == 1

    private let showsProgress = Mutex(false)

    /// Says what happens.
    func info(_ text: String) { write(label("INFO", color: 32) + text) }

    /// Says what may be a surprise.
    func warning(_ text: String) { write(label("WARNING", color: 33) + text) }

    /// Says what went wrong.
    func error(_ text: String) { write(label("ERROR", color: 31) + text) }

    /// Shows an error of the compiler.
    func show(_ error: String) {
        guard isTerminal else { return write(error) }
        let lines = error.split(separator: "\n", omittingEmptySubsequences: false)
        write(lines.map { $0.replacing("error: ", with: "\u{1B}[1;31merror:\u{1B}[0m ", maxReplacements: 1) }.joined(separator: "\n"))
    }

    /// Shows how far a build is. Its steps are shown on one line, each in place of the last, and only where somebody looks on.
    func show(_ progress: Builder.Progress) {
        guard case .step(let text) = progress else { return info("Another build goes on in this package. Waiting for its end.") }
        guard isTerminal else { return }
        showsProgress.withLock { showsProgress in
            showsProgress = true
            output(Self.clearLine + text.prefix(79))
        }
    }

    private func write(_ text: String) {
        showsProgress.withLock { showsProgress in
            output((showsProgress ? Self.clearLine : "") + text + "\n")
            showsProgress = false
        }
    }

    private static let clearLine = "\r\u{1B}[K"

    private func label(_ name: String, color: Int) -> String {
        let label = isTerminal ? "\u{1B}[\(color)m\(name)\u{1B}[0m:" : "\(name):"
        return label + String(repeating: " ", count: 9 - name.count)
    }

    private func output(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(Self.descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return  // Nobody reads any more. There is no better place to say so.
            }
        }
    }
}

#if canImport(Glibc)
private let systemWrite = Glibc.write
#elseif canImport(Musl)
private let systemWrite = Musl.write
#elseif canImport(Darwin)
private let systemWrite = Darwin.write
#endif
