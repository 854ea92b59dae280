import Afterwork
import Testing

@Suite struct JobUniquenessTests {
    private struct Count: Job { var day: String }
    private struct Co: Job { var unt: String }

    private let queue = JobQueue(store: InMemoryJobStore())

    private func key<J: Job>(of job: J, _ basis: JobUniqueness.Basis) throws -> [UInt8]? {
        try queue.prepare(job) { $0.unique = .by(basis) }.uniqueness?.key
    }

    @Test func `by payload, what holds the same is the same`() throws {
        #expect(try key(of: Count(day: "Monday"), .payload) == key(of: Count(day: "Monday"), .payload))
        #expect(try key(of: Count(day: "Monday"), .payload) != key(of: Count(day: "Tuesday"), .payload))
    }

    @Test func `by key, what has the same key is the same, whatever it holds`() throws {
        #expect(try key(of: Count(day: "Monday"), .key("a")) == key(of: Count(day: "Tuesday"), .key("a")))
        #expect(try key(of: Count(day: "Monday"), .key("a")) != key(of: Count(day: "Monday"), .key("b")))
        #expect(try key(of: Count(day: "Monday"), .key("")) != key(of: Count(day: "Monday"), .type))
    }

    @Test func `by type, all are the same`() throws {
        #expect(try key(of: Count(day: "Monday"), .type) == key(of: Count(day: "Tuesday"), .type))
    }

    @Test func `jobs of two types are never the same`() throws {
        for basis in [JobUniqueness.Basis.payload, .key("a"), .key("unt"), .type] {
            #expect(try key(of: Count(day: ""), basis) != key(of: Co(unt: ""), basis))
        }
        // "co" with a key that goes on like the other's name.
        #expect(try key(of: Co(unt: ""), .key("unt")) != key(of: Count(day: ""), .type))
    }

    @Test func `a payload is not taken for a key`() throws {
        let payload = try queue.prepare(Count(day: "Monday")).payload
        #expect(
            try key(of: Count(day: "Monday"), .payload) != key(of: Count(day: "Monday"), .key(String(decoding: payload, as: UTF8.self)))
        )
    }

    @Test func `carries the rest of the rule along`() throws {
        let rule = JobUniqueness.by(.type, within: .seconds(60), in: [.completed], onConflict: .replace)
        let uniqueness = try queue.prepare(Count(day: "Monday")) { $0.unique = rule }.uniqueness
        #expect(uniqueness?.period == .seconds(60))
        #expect(uniqueness?.states == [.completed])
        #expect(uniqueness?.conflict == .replace)
        #expect(JobUniqueness.by(.type).states == [.scheduled, .available, .running, .retryable])
        #expect(try queue.prepare(Count(day: "Monday")).uniqueness == nil)
    }
}
