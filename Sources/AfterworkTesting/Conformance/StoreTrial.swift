import Afterwork
import Synchronization

/// A store while it is being checked, and what was found wrong with it.
final class StoreTrial: Sendable {
    typealias Fault = JobStoreConformanceFailure.Fault

    /// The check cannot go on; why is among the faults.
    private struct Stopped: Error {}

    let store: any JobStore
    let clock: ManualClock
    let kill: JobStoreConformance.Kill?
    private let check: String
    private let found = Mutex<[Fault]>([])
    private let lastID = Mutex<UInt64>(0)

    init(of store: any JobStore, by clock: ManualClock, check: String, kill: JobStoreConformance.Kill? = nil) {
        self.store = store
        self.clock = clock
        self.check = check
        self.kill = kill
    }

    var faults: [Fault] { found.withLock(\.self) }

    func note(_ text: String, fileID: String = #fileID, line: Int = #line) {
        found.withLock { $0.append(Fault(check: check, text: text, place: "\(fileID):\(line)")) }
    }

    /// Takes note of what ended a check before its end.
    func note(_ error: any Error) {
        if !(error is Stopped) { note("It threw: \(error)") }
    }

    func expect(_ isTrue: Bool, _ text: @autoclosure () -> String, fileID: String = #fileID, line: Int = #line) {
        if !isTrue { note(text(), fileID: fileID, line: line) }
    }

    func expect<Value: Equatable>(
        _ what: @autoclosure () -> String,
        _ value: Value,
        is expected: Value,
        fileID: String = #fileID,
        line: Int = #line
    ) {
        expect(value == expected, "\(what()): expected \(Self.text(expected)), found \(Self.text(value))", fileID: fileID, line: line)
    }

    func require<Value>(_ value: Value?, _ text: @autoclosure () -> String, fileID: String = #fileID, line: Int = #line) throws -> Value {
        guard let value else {
            note(text(), fileID: fileID, line: line)
            throw Stopped()
        }
        return value
    }

    private static func text(_ value: some Any) -> String {
        let text = String(describing: value)
        return text.count <= 1000 ? text : "\(text.prefix(1000))…"
    }
}

// Jobs to try a store with.
extension StoreTrial {
    /// An id greater than the ones before.
    func makeID() -> JobID {
        let number = lastID.withLock { last in
            last += 1
            return last
        }
        return JobID(high: 0x0199_F3C4_0000_7000 + number << 16, low: 0x8000_0000_0000_0000 | number &* 0x9E37_79B9)
    }

    /// A job with an id of its own.
    func makeJob(
        _ name: String = "work",
        queue: String = "default",
        priority: Int = 0,
        payload: String = "{}",
        _ change: (inout PreparedJob) -> Void = { _ in }
    ) -> PreparedJob {
        var job = PreparedJob(id: makeID(), name: name, queue: queue, priority: priority, payload: Array(payload.utf8))
        change(&job)
        return job
    }

    /// Stores a job with an id of its own.
    @discardableResult
    func put(
        _ name: String = "work",
        queue: String = "default",
        priority: Int = 0,
        payload: String = "{}",
        _ change: (inout PreparedJob) -> Void = { _ in }
    ) async throws -> JobID {
        let job = makeJob(name, queue: queue, priority: priority, payload: payload, change)
        expect("enqueue", try await store.enqueue([job]), is: [.inserted(job.id)])
        return job.id
    }
}

// What workers do, shorter.
extension StoreTrial {
    static let everything = [ClaimRequest.Share(queue: nil, fair: 1000, most: 1000)]

    func claim(
        by worker: Incarnation,
        _ names: Set<String> = ["work"],
        shares: [ClaimRequest.Share] = StoreTrial.everything,
        limit: Int = 1000,
        wantsSuspect: Bool = false
    ) async throws -> Claim {
        let request = ClaimRequest(incarnation: worker, names: names, shares: shares, limit: limit, wantsSuspect: wantsSuspect)
        return try await store.claim(request)
    }

    /// The ids of what a claim brings.
    func claimed(
        by worker: Incarnation,
        _ names: Set<String> = ["work"],
        shares: [ClaimRequest.Share] = StoreTrial.everything,
        limit: Int = 1000,
        wantsSuspect: Bool = false
    ) async throws -> [JobID] {
        try await claim(by: worker, names, shares: shares, limit: limit, wantsSuspect: wantsSuspect).jobs.map(\.attempt.id)
    }

    /// Claims what is to be one job.
    func claimOne(
        by worker: Incarnation,
        _ names: Set<String> = ["work"],
        wantsSuspect: Bool = false,
        fileID: String = #fileID,
        line: Int = #line
    ) async throws -> ClaimedJob {
        let jobs = try await claim(by: worker, names, limit: 1, wantsSuspect: wantsSuspect).jobs
        return try require(
            jobs.count == 1 ? jobs.first : nil,
            "A claim brought \(jobs.count) jobs instead of one",
            fileID: fileID,
            line: line
        )
    }

    func start(_ job: ClaimedJob, by worker: Incarnation) async throws {
        try await store.start([job.attempt], by: worker)
    }

    /// Ends an attempt that is to be current.
    func finish(_ job: ClaimedJob, _ outcome: JobOutcome, fileID: String = #fileID, line: Int = #line) async throws {
        let written = try await store.finish([FinishedAttempt(job.attempt, outcome)])
        expect("whether \(outcome) was written", written, is: [true], fileID: fileID, line: line)
    }

    /// Has a worker die of what it runs.
    ///
    /// - Returns: The job as it is afterwards.
    @discardableResult
    func crash(_ id: JobID, _ names: Set<String> = ["work"], isSuspect: Bool = false) async throws -> JobRecord {
        let worker = try await store.join()
        try await start(claimOne(by: worker, names, wantsSuspect: isSuspect), by: worker)
        _ = try await store.rescue([Presence(worker, .dead)])
        return try await record(id)
    }

    func record(_ id: JobID, fileID: String = #fileID, line: Int = #line) async throws -> JobRecord {
        try require(await store.job(id), "The store does not know job \(id)", fileID: fileID, line: line)
    }

    /// Expects a job to be in a state.
    func expect(_ id: JobID, is state: JobState, fileID: String = #fileID, line: Int = #line) async throws {
        expect("state", try await record(id, fileID: fileID, line: line).state, is: state, fileID: fileID, line: line)
    }
}
