import Afterwork

/// The tables and functions of a store, in a schema of PostgreSQL's by themselves.
///
/// What a verb does is written in functions of the server: a verb is one statement then, any client in any language can enqueue, and what
/// belongs together is done together, without a journey for each step.
struct Schema: Sendable {
    /// The schema's name, as it stands in statements.
    let name: String

    /// A schema.
    ///
    /// - Parameter name: Its name: lower-case letters, digits and underscores, 1 to 48 of them, no digit in front.
    init?(_ name: String) {
        let allowed = name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5f }
        guard allowed, (1...48).contains(name.utf8.count), !name.hasPrefix("pg_"), name.first.map({ !$0.isNumber }) ?? false else {
            return nil
        }
        self.name = name
    }

    /// Steps that a test adds.
    var furtherMigrations: [[String]] = []

    /// What is executed to come from a version to the next: the first from nothing to version 1.
    ///
    /// Workers of the versions from ``oldest`` on go on meanwhile, so a step adds and does not take away what they use.
    var migrations: [[String]] {
        [[tables, enqueueing, claiming, finishing, upkeep, people, inspection]] + furtherMigrations
    }

    /// The version that this code knows.
    var version: Int { migrations.count }

    /// The oldest version that code may know to use the tables as this code makes them. A step that takes away what older code uses raises it.
    var oldest: Int { 1 }

    /// On which workers hear that something has happened.
    var channel: String { name }

    /// What serialises migrations of this schema, whoever begins them.
    var lock: Int64 { key(0) }

    /// What workers hold while they sleep.
    var sleepers: Int64 { key(1) }

    /// What is held by transactions that have looked for workers that sleep.
    var enqueuers: Int64 { key(2) }

    /// The key of what a worker's claims hold, and whoever takes it for dead.
    ///
    /// - Parameter worker: An expression of SQL's for the worker.
    /// - Returns: An expression for the key.
    func workerLock(_ worker: String) -> String { "hashtextextended('\(name) worker ' || \(worker), 0)" }

    /// How functions are planned that touch many jobs: always by the indexes that are made for them, whatever the server believes about tables
    /// that were empty a moment ago; and once, not for each call, where planning would take longer than what is planned.
    ///
    /// Jobs of which the ids are given are found as `id = ANY (ARRAY[given.id])` and `state + 0 = 4`, and so on for each column that is in another
    /// index: then their ids are the only way to them.
    /// If there were few jobs when it was planned, the server would otherwise take another way, and look at every job for each id.
    var steadiness: String {
        """
        SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
        SET plan_cache_mode = force_generic_plan
        """
    }

    /// What a job keeps when it goes from the table of jobs to the one of those that are done with.
    var lastingColumns: String { "seq, id, lane, created_at, claimed_at, fence, timeout, retry, unique_key, trace, payload" }

    /// The key of an advisory lock that is this schema's alone.
    private func key(_ number: Int64) -> Int64 {
        name.utf8.reduce(0x4146_5457 &+ number) { ($0 &* 31) &+ Int64($1) }
    }
}
