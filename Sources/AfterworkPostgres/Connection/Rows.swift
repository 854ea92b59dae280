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

    func bool(_ column: CInt) -> Bool { field(column).bool }

    /// A whole number of any width.
    func integer(_ column: CInt) -> Int64 { field(column).integer }

    func count(_ column: CInt) -> Int { Int(truncatingIfNeeded: integer(column)) }

    func real(_ column: CInt) -> Double { Double(bitPattern: UInt64(bitPattern: integer(column))) }

    func time(_ column: CInt) -> UnixTime { UnixTime(postgres: integer(column)) }

    func bytes(_ column: CInt) -> [UInt8] { field(column).bytes }

    func text(_ column: CInt) -> String { field(column).text }

    func id(_ column: CInt) -> JobID { field(column).id }

    /// The elements of an array of one dimension; none if it is null.
    func array(_ column: CInt) -> [Field] {
        let buffer = field(column).buffer
        // Number of dimensions, whether there are nulls, type; then length and lower bound of the one dimension.
        var place = 20
        guard buffer.count >= place else { return [] }
        return (0..<Field(buffer: UnsafeRawBufferPointer(rebasing: buffer[12..<16])).integer).map { _ in
            let length = Int(Field(buffer: UnsafeRawBufferPointer(rebasing: buffer[place..<place + 4])).integer)
            defer { place += 4 + max(0, length) }
            guard length >= 0 else { return Field(buffer: UnsafeRawBufferPointer(start: nil, count: 0), isNull: true) }
            return Field(buffer: UnsafeRawBufferPointer(rebasing: buffer[place + 4..<place + 4 + length]))
        }
    }

    private func field(_ column: CInt) -> Field {
        Field(
            buffer: UnsafeRawBufferPointer(start: PQgetvalue(result, number, column), count: Int(PQgetlength(result, number, column))),
            isNull: isNull(column)
        )
    }
}

/// A value in PostgreSQL's binary form, valid as long as its row is. What is null reads as nothing.
struct Field {
    let buffer: UnsafeRawBufferPointer
    var isNull = false

    var bool: Bool { buffer.first == 1 }

    /// A whole number of any width.
    var integer: Int64 {
        switch buffer.count {
        case 2: Int64(Int16(bigEndian: buffer.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: buffer.loadUnaligned(as: Int32.self)))
        case 8: Int64(bigEndian: buffer.loadUnaligned(as: Int64.self))
        default: 0
        }
    }

    var bytes: [UInt8] { Array(buffer) }

    var text: String { String(decoding: buffer, as: UTF8.self) }

    var id: JobID {
        guard buffer.count == 16 else { return JobID(high: 0, low: 0) }
        return JobID(
            high: UInt64(bigEndian: buffer.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }
}
