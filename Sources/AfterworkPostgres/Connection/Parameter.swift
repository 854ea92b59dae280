import Afterwork

/// A value as PostgreSQL takes it: in its binary form, but for what an application gives, whose type only the statement says.
struct Parameter: Sendable {
    /// Numbers of types that every server has (pg_type.dat).
    enum TypeNumber: UInt32, Sendable {
        /// The one that the statement wants, read from text.
        case any = 0
        case bool = 16
        case bytes = 17
        case int64 = 20
        case int16 = 21
        case int32 = 23
        case text = 25
        case double = 701
        case time = 1184
        case uuid = 2950
        case bools = 1000
        case bytesArray = 1001
        case int16s = 1005
        case int32s = 1007
        case texts = 1009
        case int64s = 1016
        case doubles = 1022
        case times = 1185
        case uuids = 2951
    }

    let type: TypeNumber
    /// Nil for null.
    let bytes: [UInt8]?

    /// One value.
    init(_ value: some PostgresValue) {
        self.init(Optional(value))
    }

    /// One value, or null.
    init<Value: PostgresValue>(_ value: Value?) {
        type = Value.type
        bytes = value.map { value in
            var bytes: [UInt8] = []
            value.write(to: &bytes)
            return bytes
        }
    }

    /// An array of one dimension, in which some may be null.
    init<Value: PostgresValue>(_ values: some Collection<Value?>) {
        type = Value.arrayType
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + values.count * 20)
        // Dimensions, whether there are nulls, the type of elements; then length and lower bound of the one dimension.
        bytes.append(Int32(values.isEmpty ? 0 : 1))
        bytes.append(Int32(values.contains { $0 == nil } ? 1 : 0))
        bytes.append(Value.type.rawValue)
        if !values.isEmpty {
            bytes.append(Int32(values.count))
            bytes.append(Int32(1))
        }
        for value in values {
            let start = bytes.count
            bytes.append(Int32(-1))
            guard let value else { continue }
            value.write(to: &bytes)
            let count = UInt32(bytes.count - start - 4)
            for place in 0..<4 { bytes[start + place] = UInt8(truncatingIfNeeded: count >> UInt32(24 - 8 * place)) }
        }
        self.bytes = bytes
    }

    /// Text of which PostgreSQL makes what the statement wants, or null.
    init(text: String?) {
        type = .any
        bytes = text.map { Array($0.replacing("\0", with: "\u{FFFD}").utf8) + [0] }
    }

    /// An array of one dimension, or null.
    init<Value: PostgresValue>(set values: [Value]?) {
        if let values { self.init(all: values) } else { self.init(type: Value.arrayType, bytes: nil) }
    }

    private init(type: TypeNumber, bytes: [UInt8]?) {
        self.type = type
        self.bytes = bytes
    }

    /// An array of one dimension.
    init<Value: PostgresValue>(all values: some Sequence<Value>) {
        self.init(values.map(Optional.some))
    }
}

/// What can be a parameter.
protocol PostgresValue {
    static var type: Parameter.TypeNumber { get }
    static var arrayType: Parameter.TypeNumber { get }
    /// Appends the binary form, without its length.
    func write(to bytes: inout [UInt8])
}

extension [UInt8] {
    mutating func append(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}

extension Bool: PostgresValue {
    static var type: Parameter.TypeNumber { .bool }
    static var arrayType: Parameter.TypeNumber { .bools }
    func write(to bytes: inout [UInt8]) { bytes.append(self ? 1 : 0 as UInt8) }
}

extension Int16: PostgresValue {
    static var type: Parameter.TypeNumber { .int16 }
    static var arrayType: Parameter.TypeNumber { .int16s }
    func write(to bytes: inout [UInt8]) { bytes.append(self) }
}

extension Int32: PostgresValue {
    static var type: Parameter.TypeNumber { .int32 }
    static var arrayType: Parameter.TypeNumber { .int32s }
    func write(to bytes: inout [UInt8]) { bytes.append(self) }
}

extension Int64: PostgresValue {
    static var type: Parameter.TypeNumber { .int64 }
    static var arrayType: Parameter.TypeNumber { .int64s }
    func write(to bytes: inout [UInt8]) { bytes.append(self) }
}

extension Double: PostgresValue {
    static var type: Parameter.TypeNumber { .double }
    static var arrayType: Parameter.TypeNumber { .doubles }
    func write(to bytes: inout [UInt8]) { bytes.append(bitPattern) }
}

extension String: PostgresValue {
    static var type: Parameter.TypeNumber { .text }
    static var arrayType: Parameter.TypeNumber { .texts }
    /// PostgreSQL's text cannot hold a zero byte: it becomes what stands for an unreadable character.
    func write(to bytes: inout [UInt8]) {
        if utf8.contains(0) { bytes += Array(replacing("\0", with: "\u{FFFD}").utf8) } else { bytes += Array(utf8) }
    }
}

extension [UInt8]: PostgresValue {
    static var type: Parameter.TypeNumber { .bytes }
    static var arrayType: Parameter.TypeNumber { .bytesArray }
    func write(to bytes: inout [UInt8]) { bytes += self }
}

extension JobID: PostgresValue {
    static var type: Parameter.TypeNumber { .uuid }
    static var arrayType: Parameter.TypeNumber { .uuids }
    func write(to bytes: inout [UInt8]) {
        bytes.append(high)
        bytes.append(low)
    }
}

extension Incarnation: PostgresValue {
    static var type: Parameter.TypeNumber { .uuid }
    static var arrayType: Parameter.TypeNumber { .uuids }
    func write(to bytes: inout [UInt8]) { id.write(to: &bytes) }
}

extension UnixTime: PostgresValue {
    static var type: Parameter.TypeNumber { .time }
    static var arrayType: Parameter.TypeNumber { .times }

    /// What PostgreSQL counts from: the beginning of 2000.
    static let epoch: Int64 = 946_684_800_000_000
    /// What PostgreSQL's calendar holds, 4713 BC to 294276; beyond it is its infinity.
    private static let range = -211_813_488_000_000_000..<9_223_371_331_200_000_000 as Range<Int64>

    func write(to bytes: inout [UInt8]) {
        let (time, overflow) = microseconds.subtractingReportingOverflow(Self.epoch)
        bytes.append(!overflow && Self.range.contains(time) ? time : microseconds < 0 ? Int64.min : .max)
    }

    /// The moment that PostgreSQL's number says.
    init(postgres time: Int64) {
        switch time {
        case .min, .max: self.init(microseconds: time)
        default:
            let (microseconds, overflow) = time.addingReportingOverflow(Self.epoch)
            self.init(microseconds: overflow ? .max : microseconds)
        }
    }
}
