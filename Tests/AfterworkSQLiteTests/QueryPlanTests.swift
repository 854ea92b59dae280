import Afterwork
import GRDB
import Testing

@testable import AfterworkSQLite

/// What must not become slow with the number of jobs: how SQLite finds them.
@Suite struct QueryPlanTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        _ = try SQLiteJobStore(database: database)
    }

    private func plan(_ sql: String) throws -> String {
        try database.read { database in
            let count = sql.count { $0 == "?" }
            let arguments = StatementArguments(Array(repeating: 0, count: count).map(\.databaseValue))
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
            statement.setUncheckedArguments(arguments)
            return try Row.fetchAll(statement).map { $0["detail"] as String }.joined(separator: "\n")
        }
    }

    @Test func `a claim reads the head of each kind's line and sorts nothing`() throws {
        for count in [1, 2, 5, 20] {
            let plan = try plan(JobTables.best(kinds: count))
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
            #expect(!plan.contains("SCAN"), "\(plan)")
            let searches = plan.split(separator: "\n").filter {
                $0.contains("SEARCH afterwork_job USING INDEX afterwork_job_live (state=? AND kind=?)")
            }
            #expect(searches.count == count, "\(plan)")
        }
    }

    @Test func `what is due, late, old or the same is found in order`() throws {
        let plans = [
            JobTables.awake: "INDEX afterwork_job_wake (wake_at>? AND wake_at<?)",
            JobTables.nextWake: "COVERING INDEX afterwork_job_wake (wake_at>?)",
            JobTables.finished: "INDEX afterwork_job_finished (state=? AND kind=? AND finished_at<?)",
            JobTables.firstFinished: "COVERING INDEX afterwork_job_finished (state=? AND kind=?)",
            JobTables.ofKey: "INDEX afterwork_job_unique (unique_key=? AND unique_done=?)",
            JobTables.nextKind: "COVERING INDEX afterwork_job_live (state=? AND kind>?)",
        ]
        for (sql, search) in plans {
            let plan = try plan(sql)
            #expect(plan.contains(search), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
