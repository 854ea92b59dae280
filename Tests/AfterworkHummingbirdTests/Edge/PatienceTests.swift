import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct PatienceTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private let limits = ConnectionLimits(headTimeout: .seconds(10), bodyTimeout: .seconds(20), bodyRate: 1000, idleTimeout: .seconds(60))

    @Test func `a wait that goes on keeps its beginning`() {
        var patience = Patience(limits: limits)
        patience.wait(for: .head, now: start)
        patience.wait(for: .head, now: start + .seconds(5))
        #expect(patience.deadline == start + .seconds(10))
    }

    @Test func `another wait begins anew, and none has no deadline`() {
        var patience = Patience(limits: limits)
        patience.wait(for: .head, now: start)
        patience.wait(for: .request, now: start + .seconds(5))
        #expect(patience.deadline == start + .seconds(65))
        patience.wait(for: nil, now: start + .seconds(6))
        #expect(patience.deadline == nil)
    }

    @Test func `a byte a second uses up the time for a body`() {
        var patience = Patience(limits: limits)
        patience.beginBody()
        patience.wait(for: .body, now: start)
        var now = start
        var seconds = 0
        while let deadline = patience.deadline, deadline > now, seconds < 1000 {
            now = now + .seconds(1)
            seconds += 1
            patience.restart(now: now)
            patience.earn(bytes: 1)
        }
        #expect(seconds == 21)
    }

    @Test func `a body at the slowest pace may take for ever`() {
        var patience = Patience(limits: limits)
        patience.beginBody()
        patience.wait(for: .body, now: start)
        for second in 1...1000 {
            patience.restart(now: start + .seconds(Int64(second)))
            patience.earn(bytes: 1000)
        }
        #expect(patience.deadline == start + .seconds(1020))
    }

    @Test func `what came fast earns no more than the time at first`() {
        var patience = Patience(limits: limits)
        patience.beginBody()
        patience.wait(for: .body, now: start)
        patience.restart(now: start)
        patience.earn(bytes: 1 << 30)
        #expect(patience.deadline == start + .seconds(20))
    }

    @Test func `time in which the server does not read counts for nothing`() {
        var patience = Patience(limits: limits)
        patience.beginBody()
        patience.wait(for: .body, now: start)
        patience.wait(for: nil, now: start + .seconds(5))
        patience.wait(for: .body, now: start + .seconds(1000))
        #expect(patience.deadline == start + .seconds(1015))
    }

    @Test func `a client that does not close its side after the last response has five seconds`() {
        var patience = Patience(limits: limits)
        patience.wait(for: .end, now: start)
        #expect(patience.deadline == start + .seconds(5))
    }
}
