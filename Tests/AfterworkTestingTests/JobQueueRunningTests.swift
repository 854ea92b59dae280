import Afterwork
import AfterworkTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5)))
struct JobQueueRunningTests {
    private typealias SendReceipt = Shop.SendReceipt
    private typealias CountSales = Shop.CountSales

    private let shop = Shop()
    private var queue: JobQueue { shop.queue }

    @Test func `a receipt is sent again when the first try fails`() async throws {
        queue.handle(SendReceipt.self) { _, context in
            if context.number == 1 { throw Shop.MailboxFull() }
        }
        let id = try await queue.enqueue(SendReceipt(orderID: 7)).id

        let first = try await queue.runUntilIdle()
        #expect(first.map(\.isCompleted) == [false])
        #expect(first.first?.error is Shop.MailboxFull)
        #expect(try await queue.status(of: id)?.state == .retryable)
        #expect(try await queue.runUntilIdle().isEmpty)

        shop.clock.advance(by: .seconds(2))
        let second = try await queue.runUntilIdle()
        #expect(second.map(\.isCompleted) == [true])
        #expect(second.map(\.number) == [2])
        #expect(try second.first?.value(as: SendReceipt.self) == SendReceipt(orderID: 7))
        #expect(try await queue.status(of: id)?.state == .completed)
    }

    @Test func `runs one after another on the caller's task, what handlers enqueue too`() async throws {
        enum Test { @TaskLocal static var name = "none" }
        let ran = Mutex<[String]>([])
        let queue = queue
        queue.handle(CountSales.self) { count, _ in
            ran.withLock { $0.append("\(count.day) \(Test.name)") }
            if count.day < "Wednesday" { try await queue.enqueue(CountSales(day: "Wednesday")) }
        }
        try await queue.enqueue(CountSales(day: "Monday"))
        try await queue.enqueue(CountSales(day: "Tuesday")) { $0.priority = 1 }
        let runs = try await Test.$name.withValue("mine") { try await queue.runUntilIdle() }
        #expect(ran.withLock(\.self) == ["Tuesday mine", "Monday mine", "Wednesday mine", "Wednesday mine"])
        #expect(runs.map(\.name) == Array(repeating: "count-sales", count: 4))
    }

    @Test func `runs through all the attempts that a policy gives, moving the clock`() async throws {
        queue.handle(SendReceipt.self) { _, _ in throw Shop.MailboxFull() }
        let id = try await queue.enqueue(SendReceipt(orderID: 7)).id
        let runs = try await queue.runUntilDone(advancing: shop.clock)
        #expect(runs.map(\.number) == [1, 2, 3])
        #expect(try await queue.status(of: id)?.state == .discarded)
        // Two waits, of two and four seconds, each up to a tenth shorter.
        #expect((.milliseconds(5400)...(.seconds(6))).contains(shop.clock.now.offset))
    }

    @Test func `waits are the same in every run`() async throws {
        var offsets: Set<Duration> = []
        for _ in 0..<3 {
            let shop = Shop()
            shop.queue.handle(SendReceipt.self) { _, _ in throw Shop.MailboxFull() }
            try await shop.queue.enqueue(SendReceipt(orderID: 7))
            try await shop.queue.runUntilDone(advancing: shop.clock)
            offsets.insert(shop.clock.now.offset)
        }
        #expect(offsets.count == 1)
    }

    @Test func `scheduled jobs run when the test has come to their time`() async throws {
        queue.handle(SendReceipt.self) { receipt, _ in receipt.orderID * 2 }
        for minutes in [3, 1, 2] {
            try await queue.enqueue(SendReceipt(orderID: minutes)) { $0.schedule = .after(.seconds(60 * minutes)) }
        }
        #expect(try await queue.runUntilIdle().isEmpty)
        shop.clock.advance(by: .seconds(60))
        #expect(try await queue.runUntilIdle().map { try $0.result(as: Int.self) } == [2])
        #expect(try await queue.runUntilDone(advancing: shop.clock).map { try $0.result(as: Int.self) } == [4, 6])
        #expect(shop.clock.now.offset == .seconds(180))
    }

    @Test func `what handlers say is done to their jobs`() async throws {
        queue.handle(SendReceipt.self) { receipt, context in
            try await context.report(progress: 0.5, "half")
            switch receipt.orderID {
            case 1: throw SnoozeJob(for: .seconds(60))
            case 2: throw DiscardJob("There is no order 2.")
            default: return
            }
        }
        let ids = try await queue.enqueue(all: [1, 2, 3].map { SendReceipt(orderID: $0) }).map(\.id)
        let runs = try await queue.runUntilIdle()
        #expect(runs.map(\.outcome) == [.snoozed(.seconds(60)), .discarded(reason: "There is no order 2."), .completed(result: nil)])
        #expect(try await queue.status(of: ids[0])?.state == .scheduled)
        #expect(try await queue.status(of: ids[1])?.message == "half")
    }

    @Test func `a payload that does not decode is put into quarantine`() async throws {
        queue.handle(SendReceipt.self) { _, _ in }
        let id = JobID(high: 1, low: 1)
        _ = try await queue.store.enqueue([PreparedJob(id: id, name: SendReceipt.name, payload: Array(#"{"order":7}"#.utf8))])
        let runs = try await queue.runUntilIdle()
        #expect(runs.first?.error is DecodingError)
        #expect(try await queue.status(of: id)?.state == .quarantined)
    }

    @Test func `a job without a handler is left, and time is not moved for it`() async throws {
        queue.handle(CountSales.self) { _, _ in }
        let id = try await queue.enqueue(SendReceipt(orderID: 7)).id
        let later = try await queue.enqueue(SendReceipt(orderID: 8)) { $0.schedule = .after(.seconds(60)) }.id
        #expect(try await queue.runUntilDone(advancing: shop.clock).isEmpty)
        #expect(try await queue.status(of: id)?.state == .available)
        #expect(try await queue.status(of: later)?.state == .scheduled)
        #expect(shop.clock.now.offset == .zero)
    }

    @Test func `paused queues are left, and jobs near which a worker died are run`() async throws {
        queue.handle(SendReceipt.self) { _, _ in }
        queue.handle(CountSales.self) { _, _ in }
        try await queue.pause("mail")
        try await queue.enqueue(SendReceipt(orderID: 7))
        let suspect = try await queue.enqueue(CountSales(day: "Monday")).id
        let dead = try await queue.store.join()
        let shares = [ClaimRequest.Share(queue: nil, fair: 1, most: 1)]
        let claim = try await queue.store.claim(ClaimRequest(incarnation: dead, names: ["count-sales"], shares: shares, limit: 1))
        try await queue.store.start(claim.jobs.map(\.attempt), by: dead)
        _ = try await queue.store.rescue([Presence(dead, .dead)])
        #expect(try await queue.runUntilDone(advancing: shop.clock).map(\.id) == [suspect])
        #expect(try await queue.store.presences().isEmpty)
    }

    @Test func `a job that is cancelled while it runs is cancelled`() async throws {
        let queue = queue
        queue.handle(SendReceipt.self) { _, context in
            try await queue.cancel(context.id)
            throw CancellationError()
        }
        let id = try await queue.enqueue(SendReceipt(orderID: 7)).id
        #expect(try await queue.runUntilIdle().map(\.outcome) == [.stopped])
        #expect(try await queue.status(of: id)?.state == .cancelled)
    }

    @Test func `jobs that never end are found`() async throws {
        let queue = queue
        queue.handle(CountSales.self) { _, _ in throw SnoozeJob(for: .zero) }
        try await queue.enqueue(CountSales(day: "Monday"))
        let error = await #expect(throws: JobsNeverIdle.self) { try await queue.runUntilIdle(attemptLimit: 50) }
        #expect(error?.attempts == 50)
        #expect(error?.description.contains("last a job \"count-sales\"") == true)
        // Nothing is left behind that holds it.
        #expect(try await queue.counts().map(\.state) == [.available])
        #expect(try await queue.store.presences().isEmpty)
    }

    @Test func `a clock that the store does not go by is found`() async throws {
        queue.handle(SendReceipt.self) { _, _ in }
        try await queue.enqueue(SendReceipt(orderID: 7)) { $0.schedule = .after(.seconds(60)) }
        await #expect(throws: OtherClock.self) { try await queue.runUntilDone(advancing: ManualClock()) }
    }

    @Test func `two handlers for one name are found before anything runs`() async throws {
        for _ in 0..<2 { queue.handle(SendReceipt.self) { _, _ in } }
        let error = await #expect(throws: DuplicateJobHandlers.self) { try await queue.runUntilIdle() }
        #expect(error?.names == ["send-receipt"])
    }
}
