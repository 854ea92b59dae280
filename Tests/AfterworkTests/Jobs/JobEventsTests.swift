import Testing

@testable import Afterwork

@Suite(.timeLimit(.minutes(1)))
struct JobEventsTests {
    @Test func `whoever asks for it is told that nothing has changed, and then of the next change all the same`() async throws {
        let queue = JobQueue(store: InMemoryJobStore())
        let id = try await queue.enqueue(Errand(name: "bread")).id
        var events = queue.events(of: id).makeAsyncIterator()
        func next() async throws -> String {
            switch try await events.nextNews(looks: 0) {
            case .changed(let job): job.state.rawValue
            case .unchanged: "unchanged"
            case nil: "over"
            }
        }
        #expect(try await next() == "available")
        #expect(try await next() == "unchanged")
        try await queue.cancel(id)
        #expect(try await next() == "cancelled")
        #expect(try await next() == "over")
    }
}
