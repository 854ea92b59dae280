import Foundation
import Synchronization

/// Who has seen which request: the client that sent it, the handler that accepted it, the task that it left.
final class SoakLedger: Sendable {
    /// What the ledger says once everything is over.
    struct Outcome {
        var acknowledged = 0
        var accepted = 0
        /// Acknowledged to a client and not accepted by a handler.
        var unaccepted = 0
        /// Accepted, and its task has not run.
        var lost = 0
        /// Its task has run more than once.
        var repeated = 0
        var disconnects = 0
    }

    private struct State {
        var next = 0
        var refused: [Int] = []
        var acknowledgements: [UInt8]
        var acceptances: [UInt8]
        var runs: [UInt8]
        var disconnects = 0
        var memory: [Int] = []
    }

    /// How many requests there are.
    let count: Int
    private let state: Mutex<State>

    init(count: Int) {
        self.count = count
        let none = [UInt8](repeating: 0, count: count)
        state = Mutex(State(acknowledgements: none, acceptances: none, runs: none))
    }

    /// The numbers of requests to send next, the refused ones first; none when all have been sent.
    func takeNumbers(_ wanted: Int) -> [Int] {
        state.withLock { state in
            var numbers = Array(state.refused.suffix(wanted))
            state.refused.removeLast(numbers.count)
            let end = min(count, state.next + wanted - numbers.count)
            numbers += state.next..<end
            if state.next < count / 5, end >= count / 5 { state.memory.append(Self.residentMemory) }
            if state.next < count, end == count { state.memory.append(Self.residentMemory) }
            state.next = end
            return numbers
        }
    }

    func refuse(_ number: Int) { state.withLock { $0.refused.append(number) } }
    func acknowledge(_ number: Int) { state.withLock { $0.acknowledgements[number] += 1 } }
    func accept(_ number: Int) { state.withLock { $0.acceptances[number] += 1 } }
    func run(_ number: Int) { state.withLock { $0.runs[number] += 1 } }
    func disconnect() { state.withLock { $0.disconnects += 1 } }

    /// The process's resident memory in KiB when a fifth of the requests had been sent, and when all had.
    var memory: [Int] { state.withLock(\.memory) }

    var outcome: Outcome {
        state.withLock { state in
            var outcome = Outcome(disconnects: state.disconnects)
            for number in 0..<count {
                let (acknowledged, accepted, runs) = (state.acknowledgements[number], state.acceptances[number], state.runs[number])
                outcome.acknowledged += Int(acknowledged)
                outcome.accepted += Int(accepted)
                if acknowledged > accepted { outcome.unaccepted += 1 }
                if runs < accepted { outcome.lost += 1 }
                if runs > accepted || runs > 1 { outcome.repeated += 1 }
            }
            return outcome
        }
    }

    private static var residentMemory: Int {
        // In pages, the second number of the line. There is no such file on macOS, and so no figure.
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first
        return (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(CInt(_SC_PAGESIZE))) / 1024
    }
}
