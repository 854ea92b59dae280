import Afterwork
import Synchronization

/// Some lines, each with a connection, of which whoever wants something done gets the one with the least to do. Connections are made as they
/// are needed.
final class SessionPool: SessionGiving {
    private let lines: [SessionLine<Errand>]
    /// How much each line has to do.
    private let loads: Mutex<[Int]>

    /// - Parameters:
    ///   - name: The threads'.
    ///   - size: How many lines, 1 or more.
    ///   - server: Where to connect.
    ///   - mode: Who does it.
    init(name: String, size: Int, server: Server, mode: LineMode) {
        lines = (0..<size).map { _ in SessionLine(name: name, server: server, mode: mode) }
        loads = Mutex(Array(repeating: 0, count: size))
    }

    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout Session) throws -> Value) async throws -> Value {
        let number = take()
        defer { giveBack(number) }
        return try await lines[number].perform(body)
    }

    private func take() -> Int {
        loads.withLock { loads in
            let least = loads.indices.min { loads[$0] < loads[$1] } ?? 0
            loads[least] += 1
            return least
        }
    }

    private func giveBack(_ number: Int) {
        loads.withLock { $0[number] -= 1 }
    }

    /// Lets nothing more in.
    ///
    /// - Parameter ending: Called when everything has been done.
    func close(then ending: @escaping @Sendable () -> Void) {
        Self.close(lines[...], then: ending)
    }

    private static func close(_ lines: ArraySlice<SessionLine<Errand>>, then ending: @escaping @Sendable () -> Void) {
        guard let line = lines.first else { return ending() }
        line.close { close(lines.dropFirst(), then: ending) }
    }
}
