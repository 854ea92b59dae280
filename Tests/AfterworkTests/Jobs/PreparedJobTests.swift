import Testing

@testable import Afterwork

@Suite struct PreparedJobTests {
    private struct Report: Job {
        static let options = JobOptions(timeout: .seconds(60))
    }

    @Test func `what a type says is asked of the type when its job runs, and what a caller says is stored`() throws {
        let queue = JobQueue(store: InMemoryJobStore())
        #expect(try queue.prepare(Report()).timeout == nil)
        #expect(try queue.prepare(Report()) { $0.timeout = .seconds(5) }.timeout == .seconds(5))
    }

    @Test func `a caller may say that a job has no timeout though its type has one`() throws {
        let job = try JobQueue(store: InMemoryJobStore()).prepare(Report()) { $0.timeout = nil }
        #expect(try #require(job.timeout) > .seconds(365 * 86_400))
    }
}
