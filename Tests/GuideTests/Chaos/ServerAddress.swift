import TestSupport

/// Where the server listens in each of its lives.
final class ServerAddress: Sendable {
    private let lives = Journal()
    private static let end = "end"

    /// It listens.
    func open(port: Int) {
        lives.note("\(port)")
    }

    /// There will be no further life.
    func close() {
        lives.note(Self.end)
    }

    /// Waits for a life that a client does not know yet, who knows so many. Returns the port of the latest, and how many there were; `nil`
    /// if there is none to come.
    func next(after known: Int) async throws -> (port: Int, life: Int)? {
        try await lives.wait(forCount: known + 1)
        let lines = lives.lines
        return lines.last.flatMap { Int($0) }.map { ($0, lines.count) }
    }
}
