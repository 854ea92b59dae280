import Afterwork
import AfterworkTesting
import Testing

@Suite(.timeLimit(.minutes(5)))
struct EnqueuedJobTests {
    private let shop = Shop()
    private var queue: JobQueue { shop.queue }

    @Test func `tells what waits, with its value and where it stands`() async throws {
        try await queue.enqueue(all: [7, 8, 9].map { Shop.SendReceipt(orderID: $0) })
        try await queue.enqueue(Shop.SendReceipt(orderID: 7)) {
            $0.queue = "slow-mail"
            $0.schedule = .after(.seconds(60))
        }
        #expect(try await queue.enqueued(Shop.SendReceipt.self).map(\.value.orderID) == [7, 8, 9, 7])
        let receipts = try await queue.enqueued(Shop.SendReceipt.self) { $0.orderID == 7 }
        #expect(receipts.map(\.record.queue) == ["mail", "slow-mail"])
        #expect(receipts.map(\.record.state) == [.available, .scheduled])
        #expect(try await queue.enqueued(Shop.SendReceipt.self) { $0.orderID == 10 }.isEmpty)
        #expect(try await queue.enqueued(Shop.CountSales.self).isEmpty)
    }

    @Test func `tells what is done with if asked`() async throws {
        queue.handle(Shop.SendReceipt.self) { _, _ in }
        try await queue.enqueue(Shop.SendReceipt(orderID: 7))
        try await queue.runUntilIdle()
        #expect(try await queue.enqueued(Shop.SendReceipt.self).isEmpty)
        #expect(try await queue.enqueued(Shop.SendReceipt.self, in: [.completed]).map(\.value.orderID) == [7])
    }

    @Test func `tells them all, however many there are`() async throws {
        try await queue.enqueue(all: (0..<2500).map { Shop.SendReceipt(orderID: $0) })
        #expect(try await queue.enqueued(Shop.SendReceipt.self).map(\.value.orderID) == Array(0..<2500))
    }

    @Test func `one that does not decode is an error, not overlooked`() async throws {
        let job = PreparedJob(id: JobID(high: 1, low: 1), name: Shop.SendReceipt.name, payload: Array("{}".utf8))
        _ = try await queue.store.enqueue([job])
        await #expect(throws: DecodingError.self) { try await queue.enqueued(Shop.SendReceipt.self) }
    }
}
