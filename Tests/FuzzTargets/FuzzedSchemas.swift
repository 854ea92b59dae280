import AfterworkWeb
import Foundation

/// Whatever can be in a JSON body.
@Schema
struct Everything: Equatable {
    let kind = "everything"
    var text: String
    var number: Int
    var byte: UInt8 = 7
    var small: Int16?
    var large: UInt64?
    var fraction: Double?
    var ratio: Float?
    var flag = false
    var id: UUID?
    var at: Date?
    var size: Size = .small
    var level: Level?
    var payment: Payment?
    var payments: [String: Payment] = [:]
    var lists: [[Int]] = []
    var counts: [String: [Double?]]?
    var children: [Everything] = []
}

@Schema
enum Size: String, Equatable {
    case small
    case large = "XL"
}

@Schema
enum Level: Int, Equatable {
    case low = 1
    case high = 20
}

@Schema
enum Payment: Equatable {
    case cash
    case card(number: String, holder: String?, size: Size = .small)
    case gift([Payment])
}

/// Whatever can be in a query, a form, a head or the cookies.
@Schema
struct Flat: Equatable {
    var q: String
    var limit = 10
    var exact: Bool = false
    var ratio: Double?
    var size: Size?
    var level: Level?
    var id: UUID?
    var since: Date?
    var tags: [String] = []
    var numbers: [Int8]?
}

/// Every scalar.
@Schema
struct Scalars: Equatable {
    var text: String?
    var int: Int?
    var int8: Int8?
    var int16: Int16?
    var int32: Int32?
    var int64: Int64?
    var uint: UInt?
    var uint8: UInt8?
    var uint16: UInt16?
    var uint32: UInt32?
    var uint64: UInt64?
    var double: Double?
    var float: Float?
    var bool: Bool?
    var uuid: UUID?
    var date: Date?
    var size: Size?
    var level: Level?

    /// Each scalar that a text stands for.
    static func readings(of text: String) -> Scalars {
        Scalars(
            text: try? String(scalar: text),
            int: try? Int(scalar: text),
            int8: try? Int8(scalar: text),
            int16: try? Int16(scalar: text),
            int32: try? Int32(scalar: text),
            int64: try? Int64(scalar: text),
            uint: try? UInt(scalar: text),
            uint8: try? UInt8(scalar: text),
            uint16: try? UInt16(scalar: text),
            uint32: try? UInt32(scalar: text),
            uint64: try? UInt64(scalar: text),
            double: try? Double(scalar: text),
            float: try? Float(scalar: text),
            bool: try? Bool(scalar: text),
            uuid: try? UUID(scalar: text),
            date: try? Date(scalar: text),
            size: try? Size(scalar: text),
            level: try? Level(scalar: text)
        )
    }

    /// The names of those that there are.
    var names: [String] {
        let values: [Any?] = [
            text, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, double, float, bool, uuid, date, size, level,
        ]
        return zip(Self.schema.fields, values).compactMap { $1 == nil ? nil : $0.name }
    }
}
