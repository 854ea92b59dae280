import Afterwork
import GRDB
import GRDBSQLite

/// A prepared statement whose arguments and columns go through SQLite's C interface: by way of GRDB's arguments and rows they cost
/// microseconds a job.
///
/// In an application's database one that changes something is still executed by GRDB, so that its observations and interruptions work as
/// they do for its own statements. A statement is used for one thing at a time, and not beyond the database access in which it was made.
struct BoundStatement {
    private let statement: Statement
    private let pointer: SQLiteStatement
    private let isObserved: Bool

    /// A statement.
    ///
    /// - Parameters:
    ///   - sql: Its text.
    ///   - database: The connection.
    ///   - isKept: Whether the connection keeps it prepared.
    ///   - isObserved: Whether an application may want to know of it.
    /// - Throws: `DatabaseError`.
    init(_ sql: String, in database: Database, isKept: Bool = true, isObserved: Bool = true) throws {
        self.isObserved = isObserved
        statement = try isKept ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
        // From here on GRDB takes what is bound as it is.
        statement.setUncheckedArguments(StatementArguments())
        pointer = statement.sqliteStatement
    }

    /// Makes it ready for other arguments, or for another run.
    func reset() {
        sqlite3_reset(pointer)
    }

    /// Lets go of all arguments, those that were not copied among them.
    func clear() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    /// Binds an argument, copied.
    ///
    /// - Parameters:
    ///   - value: The argument.
    ///   - index: Which one, counted from 1.
    /// - Throws: `DatabaseError` if it is too large.
    func bind(_ value: some StatementArgument, at index: CInt) throws {
        try check(value.bind(to: pointer, at: index))
    }

    /// Makes the statement ready and binds all its arguments, copied.
    ///
    /// - Throws: `DatabaseError` if one is too large.
    func bind(_ values: (any StatementArgument)...) throws {
        try bind(all: values)
    }

    /// As ``bind(_:)``.
    func bind(all values: [any StatementArgument]) throws {
        reset()
        for (index, value) in values.enumerated() { try check(value.bind(to: pointer, at: CInt(index + 1))) }
    }

    /// Binds text that stays where it is until the statement has been executed.
    func bind(text: UnsafeBufferPointer<UInt8>, at index: CInt) throws {
        let start = UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self)
        try check(start.map { sqlite3_bind_text(pointer, index, $0, CInt(clamping: text.count), nil) } ?? "".bind(to: pointer, at: index))
    }

    /// Binds bytes that stay where they are until the statement has been executed.
    func bind(blob: UnsafeRawBufferPointer, at index: CInt) throws {
        guard let start = blob.baseAddress, !blob.isEmpty else { return try check(sqlite3_bind_zeroblob(pointer, index, 0)) }
        try check(sqlite3_bind_blob64(pointer, index, start, UInt64(blob.count), nil))
    }

    /// Executes a statement that changes something.
    ///
    /// - Returns: How many rows were changed.
    /// - Throws: `DatabaseError`.
    @discardableResult
    func execute() throws -> Int {
        if isObserved { try statement.execute() } else { while try next() {} }
        return Int(sqlite3_changes(sqlite3_db_handle(pointer)))
    }

    /// Executes a statement that changes something, with these arguments.
    ///
    /// - Returns: How many rows were changed.
    /// - Throws: `DatabaseError`.
    @discardableResult
    func run(_ values: (any StatementArgument)...) throws -> Int {
        try bind(all: values)
        return try execute()
    }

    /// Goes to the next row of a query, whose columns can then be read.
    ///
    /// - Returns: Whether there is one. If not, the query has ended.
    /// - Throws: `DatabaseError`.
    func next() throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            reset()
            return false
        case let code:
            let error = error(code)
            reset()
            throw error
        }
    }

    /// Reads all rows of a query.
    ///
    /// - Throws: `DatabaseError`, and what reading throws.
    func all<Value>(_ read: (BoundStatement) throws -> Value) throws -> [Value] {
        // A query that stays open would keep others from emptying the write-ahead log.
        defer { reset() }
        var values: [Value] = []
        while try next() { values.append(try read(self)) }
        return values
    }

    /// Reads the first row of a query.
    ///
    /// - Returns: `nil` if it has none.
    /// - Throws: `DatabaseError`, and what reading throws.
    func first<Value>(_ read: (BoundStatement) throws -> Value) throws -> Value? {
        defer { reset() }
        return try next() ? read(self) : nil
    }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw error(code) }
    }

    private func error(_ code: CInt) -> DatabaseError {
        let message = sqlite3_errmsg(sqlite3_db_handle(pointer)).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }
}

// Columns of the present row, counted from 0.
extension BoundStatement {
    func isNull(_ column: CInt) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    func integer(_ column: CInt) -> Int64 { sqlite3_column_int64(pointer, column) }

    func count(_ column: CInt) -> Int { Int(truncatingIfNeeded: sqlite3_column_int64(pointer, column)) }

    func real(_ column: CInt) -> Double { sqlite3_column_double(pointer, column) }

    func bytes(_ column: CInt) -> [UInt8] { withBytes(column) { Array($0) } }

    func text(_ column: CInt) -> String { withBytes(column) { String(decoding: $0, as: UTF8.self) } }

    func time(_ column: CInt) -> UnixTime { UnixTime(microseconds: integer(column)) }

    func id(_ column: CInt) -> JobID { withBytes(column) { JobID(bytes: $0) } }

    func optional<Value>(_ column: CInt, _ read: (CInt) -> Value) -> Value? { isNull(column) ? nil : read(column) }

    private func withBytes<Value>(_ column: CInt, _ read: (UnsafeRawBufferPointer) -> Value) -> Value {
        // In this order: the second asks for the length of what the first has made.
        let start = sqlite3_column_blob(pointer, column)
        return read(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }
}
