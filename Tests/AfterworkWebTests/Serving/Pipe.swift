import AfterworkWeb

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A pipe: a console writes to one end, a test reads the other when it likes.
final class Pipe: Sendable {
    let readEnd: CInt
    let writeEnd: CInt

    init() throws {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw CancellationError() }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Makes writes to it fail with EAGAIN while it is full, as those to a shared terminal may.
    func makeNonblocking() {
        _ = fcntl(writeEnd, F_SETFL, O_NONBLOCK)
    }

    /// Waits for as many lines, and returns them.
    func lines(_ count: Int) -> [String] {
        var lines: [String] = []
        forEachLine { line in
            lines.append(line)
            return lines.count < count
        }
        return lines
    }

    /// The lines that are there, without waiting for more.
    func linesSoFar() -> [String] {
        let flags = fcntl(readEnd, F_GETFL)
        _ = fcntl(readEnd, F_SETFL, flags | O_NONBLOCK)
        defer { _ = fcntl(readEnd, F_SETFL, flags) }
        return lines(.max)
    }

    /// Hands on line after line, each when it has come, for as long as more are wanted. What comes with the last one is lost.
    func forEachLine(_ wantsMore: (String) -> Bool) {
        var partial: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let length = read(readEnd, &chunk, chunk.count)
            guard length > 0 else { return }
            partial += chunk[..<length]
            while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: partial[..<end], as: UTF8.self)
                partial.removeSubrange(...end)
                guard wantsMore(line) else { return }
            }
        }
    }
}
