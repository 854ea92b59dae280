import Afterwork
import Foundation
import GRDB

@testable import AfterworkSQLite

/// What was acknowledged of jobs, and whether a file still says so.
struct JobLedger {
    /// What is known of a job: how often it had been claimed, and where it stood.
    private struct Entry {
        let fence: Int64
        let state: JobState
    }

    /// By the job's id, as its text.
    private var entries: [String: Entry] = [:]
    /// Lines that should not be: an attempt that nobody had taken anything from was refused.
    private var strange: [String] = []

    /// What the store gave as the reason of a refusal, each time.
    private(set) var reasons: [String] = []

    var count: Int { entries.count }

    /// Adds what a process noted. The lines of one job may come in another order than its steps did, if several callers had to do with it.
    mutating func add(_ lines: [String]) {
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            let id = words[1]
            let fence = words.count > 2 ? Int64(words[2]) ?? 0 : 0
            switch words[0] {
            case "enqueued": note(id, Entry(fence: 0, state: .available))
            case "claimed": note(id, Entry(fence: fence, state: .running))
            case "completed": note(id, Entry(fence: fence, state: .completed))
            case "failed": note(id, Entry(fence: fence, state: .retryable))
            case "released": note(id, Entry(fence: fence, state: .available))
            case "refused": reasons.append(words[1])
            default: strange.append(line)
            }
        }
    }

    private mutating func note(_ id: String, _ entry: Entry) {
        guard let known = entries[id] else {
            entries[id] = entry
            return
        }
        // Of one claim, its end comes last.
        if entry.fence > known.fence || (entry.fence == known.fence && known.state == .running) { entries[id] = entry }
    }

    /// Takes what is in a file for acknowledged from now on: it was read.
    mutating func adopt(_ path: String) throws {
        entries = try Self.jobs(in: path).mapValues { Entry(fence: $0.fence, state: $0.state) }
    }

    /// What a file says that contradicts what was acknowledged, or itself.
    func violations(in path: String) throws -> [String] {
        let stored = try Self.jobs(in: path)
        let contradictions = entries.compactMap { id, entry -> String? in
            guard let job = stored[id] else { return "\(id) is lost; it was \(entry.state)" }
            return Self.mayBecome(entry, job)
                ? nil : "\(id) was \(entry.state) with fence \(entry.fence), and is \(job.state) with \(job.fence)"
        }
        return strange + contradictions.sorted() + (try Self.faults(in: path))
    }

    /// Whether a job may be so, when so much of it was acknowledged. Nobody takes a further step before he has noted the last one, but what
    /// one has handed back without having noted it, another may have claimed without having noted that.
    private static func mayBecome(_ entry: Entry, _ job: Entry) -> Bool {
        let isClaimedAgain = job.fence == entry.fence + 1 && job.state == .running
        return switch entry.state {
        case .available: (job.fence == entry.fence && job.state == .available) || isClaimedAgain
        case .running: (job.fence == entry.fence && [.running, .completed, .retryable, .available].contains(job.state)) || isClaimedAgain
        default: job.fence == entry.fence && job.state == entry.state
        }
    }

    private static func jobs(in path: String) throws -> [String: Entry] {
        try DatabaseQueue(path: path).read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT jobs.id, raw.state, raw.fence FROM afterwork_jobs AS jobs \(join)")
            return try Dictionary(
                rows.map { row in
                    guard let state = StoredState(rawValue: row[1]) else { throw DatabaseError(message: "state \(row[1] as Int64)") }
                    return (row[0], Entry(fence: row[2], state: state.state))
                },
                uniquingKeysWith: { _, second in second }
            )
        }
    }

    private static let join = "JOIN afterwork_job AS raw ON hex(raw.id) = upper(replace(jobs.id, '-', ''))"

    /// Where a file is not sound, or says something in two places and not the same.
    private static func faults(in path: String) throws -> [String] {
        let database = try DatabaseQueue(path: path)
        var faults = try database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }.filter { $0 != "ok" }
        let (counted, noted) = try database.read { database in
            let columns = "SELECT kind || ' in state ' || state || ': '"
            let tally = "\(columns) || count FROM afterwork_tally WHERE count <> 0 ORDER BY 1"
            return (
                try String.fetchAll(database, sql: "\(columns) || count(*) FROM afterwork_job GROUP BY kind, state ORDER BY 1"),
                try String.fetchAll(database, sql: tally)
            )
        }
        if counted != noted { faults.append("there are \(counted), and the tally says \(noted)") }
        faults += try database.read { try String.fetchAll($0, sql: ownerless) }.map { "\($0) is running, and nobody has it" }
        if try database.read({ try $0.tableExists("orders") }) {
            faults += try database.read { try String.fetchAll($0, sql: halfOrders) }.map { "of order \($0) there is half" }
        }
        return faults
    }

    private static let ownerless = """
        SELECT hex(id) FROM afterwork_job
        WHERE state = \(StoredState.running.rawValue) AND owner NOT IN (SELECT incarnation FROM afterwork_worker)
        """

    /// An application's rows and the jobs that were stored and finished in the same transactions.
    private static let halfOrders = """
        SELECT job FROM orders WHERE job NOT IN (SELECT id FROM afterwork_jobs)
        UNION ALL SELECT id FROM afterwork_jobs WHERE name = 'ship-order' AND id NOT IN (SELECT job FROM orders)
        UNION ALL SELECT id FROM afterwork_jobs JOIN orders ON job = id WHERE is_shipped <> (state = 'completed')
        """
}
