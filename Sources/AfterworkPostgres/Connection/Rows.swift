import Afterwork
import CLibpq

/// What a statement returned: rows of columns in PostgreSQL's binary form.
final class Rows {
    private let result: OpaquePointer

    /// Takes a result over.
    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    var count: Int { Int(PQntuples(result)) }

    /// How many rows the statement has inserted, changed, removed or returned.
    var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }

    var columns: [String] {
        (0..<PQnfields(result)).map { column in PQfname(result, column).map { String(cString: $0) } ?? "" }
    }

    /// Reads every row.
    func map<Value>(_ read: (Row) throws -> Value) rethrows -> [Value] {
        try (0..<PQntuples(result)).map { try read(Row(result: result, number: $0)) }
    }

    /// Reads the first row.
    ///
    /// - Returns: `nil` if there is none.
    func first<Value>(_ read: (Row) throws -> Value) rethrows -> Value? {
        count > 0 ? try read(Row(result: result, number: 0)) : nil
    }
}

/// A row, whose columns are counted from 0. What is null reads as nothing: 0, empty, false.
struct Row {
    fileprivate let result: OpaquePointer
    fileprivate let number: CInt

    func isNull(_ column: CInt) -> Bool { PQgetisnull(result, number, column) == 1 }

    func optional<Value>(_ column: CInt, _ read: (CInt) -> Value) -> Value? { isNull(column) ? nil : read(column) }

    func bool(_ column: CInt) -> Bool { bytes(column).first == 1 }

    /// A whole number of any width.
    func integer(_ column: CInt) -> Int64 {
        let buffer = buffer(column)
        return switch buffer.count {
        case 2: Int64(Int16(bigEndian: buffer.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: buffer.loadUnaligned(as: Int32.self)))
        case 8: Int64(bigEndian: buffer.loadUnaligned(as: Int64.self))
        default: 0
        }
    }

    func count(_ column: CInt) -> Int { Int(truncatingIfNeeded: integer(column)) }

    func real(_ column: CInt) -> Double { Double(bitPattern: UInt64(bitPattern: integer(column))) }

    func time(_ column: CInt) -> UnixTime { UnixTime(postgres: integer(column)) }

    func bytes(_ column: CInt) -> [UInt8] { Array(buffer(column)) }

    func text(_ column: CInt) -> String { String(decoding: buffer(column), as: UTF8.self) }

    func id(_ column: CInt) -> JobID { Self.id(buffer(column)) }

    /// The ids of an array of one dimension without nulls.
    func ids(_ column: CInt) -> [JobID] {
        let buffer = buffer(column)
        // Behind 20 bytes of head, each element with its length of 4.
        return stride(from: 20, to: buffer.count, by: 20).map { Self.id(UnsafeRawBufferPointer(rebasing: buffer[($0 + 4)...].prefix(16))) }
    }

    private static func id(_ buffer: UnsafeRawBufferPointer) -> JobID {
        guard buffer.count == 16 else { return JobID(high: 0, low: 0) }
        return JobID(
            high: UInt64(bigEndian: buffer.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    /// Valid as long as the result is.
    private func buffer(_ column: CInt) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: PQgetvalue(result, number, column), count: Int(PQgetlength(result, number, column)))
    }
}
