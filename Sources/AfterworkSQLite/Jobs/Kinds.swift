import Afterwork
import GRDB

/// What jobs are alike in to whoever runs them: their queue and their name.
struct JobKind: Sendable, Hashable {
    let queue: String
    let name: String
}

/// The kinds of jobs that a database has had, and the numbers by which it stores them. None is ever removed or changed, so that whoever
/// has read them needs to read on only.
struct Kinds: Sendable {
    private var numbers: [JobKind: Int64] = [:]
    private var kinds: [Int64: JobKind] = [:]
    private var last: Int64 = 0
    /// What was asked for last, which is what is asked for next as a rule.
    private var latest: (kind: JobKind, number: Int64)?

    /// How many are known.
    var count: Int { kinds.count }

    /// The number of a kind, a new one if it has none.
    mutating func number(of kind: JobKind, in database: Database) throws -> Int64 {
        if let latest, latest.kind == kind { return latest.number }
        let number = try find(kind, in: database)
        latest = (kind, number)
        return number
    }

    private mutating func find(_ kind: JobKind, in database: Database) throws -> Int64 {
        if let number = numbers[kind] { return number }
        try readOn(in: database)
        if let number = numbers[kind] { return number }
        let insert = try BoundStatement("INSERT INTO afterwork_kind (queue, name) VALUES (?, ?)", in: database)
        try insert.run(kind.queue, kind.name)
        try readOn(in: database)
        guard let number = numbers[kind] else {
            throw JobStoreUnavailable(.corrupt, "The job store could not note the queue and name of a job in the table afterwork_kind.")
        }
        return number
    }

    /// The kind with a number.
    ///
    /// - Throws: ``JobStoreUnavailable`` if there is none, and `DatabaseError`.
    mutating func kind(_ number: Int64, in database: Database) throws -> JobKind {
        if let kind = kinds[number] { return kind }
        try readOn(in: database)
        guard let kind = kinds[number] else {
            throw JobStoreUnavailable(
                .corrupt,
                "A job is of kind \(number), which is not in the table afterwork_kind: something else than Afterwork has written to the tables."
            )
        }
        return kind
    }

    /// All kinds that one can be of, by their numbers.
    mutating func all(in database: Database) throws -> [Int64: JobKind] {
        try readOn(in: database)
        return kinds
    }

    private mutating func readOn(in database: Database) throws {
        let query = try BoundStatement("SELECT kind, queue, name FROM afterwork_kind WHERE kind > ? ORDER BY kind", in: database)
        try query.bind(last)
        for (number, kind) in try query.all({ ($0.integer(0), JobKind(queue: $0.text(1), name: $0.text(2))) }) {
            numbers[kind] = number
            kinds[number] = kind
            last = number
        }
    }
}
