import Afterwork
import AfterworkTesting
import Testing

@Suite(.timeLimit(.minutes(5)))
struct JobQueuePerformingTests {
    private let queue = Shop().queue

    @Test func `calls the handler, and stores nothing`() async throws {
        queue.handle(Shop.SendReceipt.self) { receipt, context in "\(receipt.orderID) in attempt \(context.number) from \(context.queue)" }
        let run = try await queue.perform(Shop.SendReceipt(orderID: 7), attempt: 3)
        #expect(try run.result(as: String.self) == "7 in attempt 3 from mail")
        #expect(try await queue.counts().isEmpty)
    }

    @Test func `says how a failure would be treated`() async throws {
        queue.handle(Shop.SendReceipt.self) { receipt, _ in
            if receipt.orderID < 0 { throw DiscardJob("There is no order \(receipt.orderID).") }
            throw Shop.MailboxFull()
        }
        #expect(try await queue.perform(Shop.SendReceipt(orderID: -1)).outcome == .discarded(reason: "There is no order -1."))
        let first = try await queue.perform(Shop.SendReceipt(orderID: 7))
        #expect(first.error is Shop.MailboxFull)
        guard case .failed("MailboxFull()", let wait?) = first.outcome else {
            _ = Issue.record("It ended with \(first.outcome).")
            return
        }
        #expect((.milliseconds(1800)...(.seconds(2))).contains(wait))
        let last = try await queue.perform(Shop.SendReceipt(orderID: 7), attempt: 3)
        #expect(last.outcome == .failed(error: "MailboxFull()", retryAfter: nil))
        let other = try await queue.perform(Shop.SendReceipt(orderID: 7)) { $0.retry = .fixed(.seconds(9)) }
        #expect(other.outcome == .failed(error: "MailboxFull()", retryAfter: .seconds(9)))
    }

    @Test func `says that there is no handler`() async throws {
        queue.handle(Shop.CountSales.self) { _, _ in }
        let error = await #expect(throws: MissingJobHandler.self) { try await queue.perform(Shop.SendReceipt(orderID: 7)) }
        #expect(
            error?.description
                == "No handler is registered for job \"send-receipt\"; there are handlers for: \"count-sales\". "
                + "Say queue.handle(…) before it is performed."
        )
    }
}
