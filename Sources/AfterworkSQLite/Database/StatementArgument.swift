import Afterwork
import GRDBSQLite

/// What can be bound to a statement; SQLite takes a copy.
protocol StatementArgument {
    /// - Returns: SQLite's result code.
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt
}

/// Has SQLite copy what it is given at once; the C header's macro is not imported.
private let transient = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

extension Int64: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_int64(statement, index, self) }
}

extension Int: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_int64(statement, index, Int64(self)) }
}

extension Double: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { sqlite3_bind_double(statement, index, self) }
}

extension String: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        var text = self
        return text.withUTF8 { buffer in
            // A pointer to nothing would bind null.
            guard let start = UnsafeRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self), !buffer.isEmpty else {
                return sqlite3_bind_text(statement, index, "", 0, transient)
            }
            return sqlite3_bind_text64(statement, index, start, UInt64(buffer.count), transient, UInt8(SQLITE_UTF8))
        }
    }
}

extension Array: StatementArgument where Element == UInt8 {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
            return sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), transient)
        }
    }
}

extension Optional: StatementArgument where Wrapped: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case .some(let value): value.bind(to: statement, at: index)
        case nil: sqlite3_bind_null(statement, index)
        }
    }
}

extension UnixTime: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { microseconds.bind(to: statement, at: index) }
}

extension Incarnation: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt { id.bind(to: statement, at: index) }
}

extension JobID: StatementArgument {
    func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        withBytes { sqlite3_bind_blob(statement, index, $0.baseAddress, CInt($0.count), transient) }
    }

    /// The sixteen bytes by which it is stored.
    func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// The id that a store has written; of bytes that are no id the one that is nobody's.
    init(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else {
            self.init(high: 0, low: 0)
            return
        }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }
}
