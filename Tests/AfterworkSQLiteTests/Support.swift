import Afterwork
import Foundation
import GRDB
import Synchronization

@testable import AfterworkSQLite

/// A folder for a test's files, removed with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/afterwork-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        // What a test leaves behind there is nobody's concern.
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String = "jobs.sqlite") -> String { path + "/" + name }

    func names(in folder: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)
        return names?.sorted() ?? []
    }
}

/// A store's clock that stands still until a test moves it.
final class StoreClock: Sendable {
    private let time = Mutex(UnixTime(microseconds: 1_800_000_000_000_000))

    var now: UnixTime { time.withLock(\.self) }

    func advance(by duration: Duration) {
        time.withLock { $0 = $0 + duration }
    }
}

/// Makes jobs as a test wants them.
final class JobMaker: Sendable {
    private let count = Mutex<UInt64>(0)

    func job(
        _ name: String = "send",
        queue: String = "default",
        priority: Int = 0,
        payload: String = "{}",
        _ change: (inout PreparedJob) -> Void = { _ in }
    ) -> PreparedJob {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let id = JobID(high: 0x0199_0000_0000_7000 + number << 16, low: 0x8000_0000_0000_0000 | number)
        var job = PreparedJob(id: id, name: name, queue: queue, priority: priority, payload: Array(payload.utf8))
        change(&job)
        return job
    }
}

extension ClaimRequest {
    /// Everything that has one of these names.
    init(_ incarnation: Incarnation, names: Set<String> = ["send"], limit: Int = 100, wantsSuspect: Bool = false) {
        self.init(
            incarnation: incarnation,
            names: names,
            shares: [Share(queue: nil, fair: limit, most: limit)],
            limit: limit,
            wantsSuspect: wantsSuspect
        )
    }
}

extension SQLiteJobStore {
    /// Claims and completes jobs.
    @discardableResult
    func work(as incarnation: Incarnation, limit: Int = 100) async throws -> [ClaimedJob] {
        let jobs = try await claim(ClaimRequest(incarnation, limit: limit)).jobs
        _ = try await finish(jobs.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
        return jobs
    }

    /// The counts, by state alone.
    func countsByState() async throws -> [JobState: Int] {
        try await counts().reduce(into: [:]) { $0[$1.state, default: 0] += $1.count }
    }
}

/// What was counted of all jobs, row by row.
func trueCounts(in path: String) throws -> Set<JobCount> {
    try DatabaseQueue(path: path).read { database in
        let rows = try Row.fetchAll(database, sql: "SELECT queue, name, state, count(*) FROM afterwork_jobs GROUP BY 1, 2, 3")
        return Set(
            rows.compactMap { row in JobState(rawValue: row[2]).map { JobCount(queue: row[0], name: row[1], state: $0, count: row[3]) } }
        )
    }
}
