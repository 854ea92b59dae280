import NIOCore
import TestSupport

/// One of the clients: keeps its connections for a while, sends requests in pipelined bursts, and ends every other connection in the
/// middle of one.
struct SoakClient {
    private static let burst = 16
    private static let burstsOfConnection = 50

    let port: Int
    let ledger: SoakLedger

    func run() async throws {
        var leavesEarly = false
        while try await RawConnection.open(port: port, { try await use(&$0, leavesEarly: leavesEarly) }) { leavesEarly.toggle() }
    }

    /// Returns whether requests may be left to send.
    private func use(_ connection: inout RawConnection, leavesEarly: Bool) async throws -> Bool {
        for burst in 1...Self.burstsOfConnection {
            let numbers = ledger.takeNumbers(Self.burst)
            if numbers.isEmpty { return false }
            try await connection.send(
                numbers.map { "POST /numbers/\($0) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n" }.joined()
            )
            let leaves = leavesEarly && burst == Self.burstsOfConnection
            for number in leaves ? numbers.prefix(Self.burst / 2) : numbers[...] {
                if try await connection.readResponse().status == 202 {
                    ledger.acknowledge(number)
                } else {
                    ledger.refuse(number)
                }
            }
            if leaves { ledger.disconnect() }
        }
        return true
    }
}
