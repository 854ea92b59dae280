import AfterworkJSON
import Foundation
import Testing

@Suite struct ValueDecodingTests {
    private enum Color: String, Codable {
        case red
        case green
    }

    private enum Level: Int, Codable {
        case low = 1
        case high = 2
    }

    private enum Shape: Codable, Equatable {
        case point
        case circle(radius: Double)
        case rectangle(Int, Int, label: String?)
        indirect case group([Shape])
    }

    private struct Grams: RawRepresentable, Codable, Equatable, Hashable {
        var rawValue: Int
    }

    @Test func `decodes enums with raw values`() throws {
        try expectRoundTrip([Color.red, .green], as: #"["red","green"]"#)
        try expectRoundTrip(["a": Level.high], as: #"{"a":2}"#)
        try expectRoundTrip(Level.low, as: "1")
        try expectRoundTrip([Grams(rawValue: 5)], as: "[5]")
    }

    @Test func `never quotes a value, nor lets Swift's own types quote it`() {
        let fault = DecodingFailure(.dataCorrupted, at: ["Index 1"], "Expected a value of Color, found one that is none.")
        #expect(failure(decoding: [Color].self, #"["red","secret"]"#) == fault)
        #expect(failure(decoding: [Color?].self, #"["red","secret"]"#) == fault)
        #expect(failure(decoding: Color.self, #""secret""#)?.message.contains("secret") == false)
        #expect(failure(decoding: [String: Color].self, #"{"a":"secret"}"#)?.message.contains("secret") == false)
        #expect(failure(decoding: Level.self, "4711")?.message.contains("4711") == false)
        #expect(failure(decoding: ClosedRange<Int>.self, "[4711,2]")?.message.contains("4711") == false)
        #expect(failure(decoding: UInt8.self, "4711")?.message.contains("4711") == false)
        #expect(failure(decoding: Int.self, #""4711""#)?.message.contains("4711") == false)
        #expect(failure(decoding: UUID.self, #""4711""#)?.message.contains("4711") == false)
        #expect(failure(decoding: [Int: Int].self, #"{"secret":1}"#)?.message.contains("secret") == false)
        #expect(failure(decoding: Shape.self, #"{"secret":{}}"#)?.message.contains("secret") == false)
    }

    @Test func `decodes enums with payloads`() throws {
        try expectRoundTrip([Shape.point], as: #"[{"point":{}}]"#)
        try expectRoundTrip(Shape.circle(radius: 1.5), as: #"{"circle":{"radius":1.5}}"#)
        try expectRoundTrip(Shape.rectangle(1, 2, label: nil), as: #"{"rectangle":{"_0":1,"_1":2}}"#)
        try expectRoundTrip(Shape.group([.rectangle(1, 2, label: "x"), .group([.point])]))
        #expect(failure(decoding: Shape.self, #"{"circle":{}}"#)?.path == ["circle"])
        #expect(failure(decoding: Shape.self, #"{"point":{},"circle":{"radius":1}}"#)?.kind == .typeMismatch)
    }

    @Test func `decodes optionals, one within another too`() throws {
        struct Optionals: Codable, Equatable {
            var one: Int?
            var two: Int??
            var list: [Int?]?
            var nested: [[String?]?]
        }
        try expectRoundTrip(Optionals(one: 1, two: 2, list: [1, nil], nested: [nil, [nil, "a"]]))
        try expectRoundTrip(Optionals(one: nil, two: nil, list: nil, nested: []), as: #"{"nested":[]}"#)
        #expect(try decode(Int??.self, "1") == 1)
        #expect(try decode([Int??].self, "[null,1]").map { $0 == nil } == [true, false])
    }

    @Test func `decodes dictionaries by the kind of their keys`() throws {
        #expect(try decode([Int: String].self, #"{"1":"a","-2":"b"}"#) == [1: "a", -2: "b"])
        try expectRoundTrip([7: [true]], as: #"{"7":[true]}"#)
        try expectRoundTrip(["a b\n": 1], as: #"{"a b\n":1}"#)
        try expectRoundTrip([Grams(rawValue: 1): "x"], as: #"[1,"x"]"#)
        try expectRoundTrip([1.5: "x"], as: #"[1.5,"x"]"#)
        #expect(failure(decoding: [Int: Int].self, #"{"a":1}"#)?.kind == .typeMismatch)
        #expect(failure(decoding: [Double: String].self, #"[1.5]"#)?.kind == .dataCorrupted)
    }

    @Test func `reads back moments, UUIDs, data, addresses, decimals and ranges as they encode themselves`() throws {
        try expectRoundTrip(Date(timeIntervalSinceReferenceDate: 785_000_000.123_456), as: "785000000.123456")
        for date in [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: 0), .now] { try expectRoundTrip([date]) }
        let id = try #require(UUID(uuidString: "E621E1F8-C36C-495A-93FC-0C247A3E6E5F"))
        try expectRoundTrip(id, as: #""E621E1F8-C36C-495A-93FC-0C247A3E6E5F""#)
        try expectRoundTrip(["id": id])
        try expectRoundTrip(Data([0, 127, 255]), as: "[0,127,255]")
        try expectRoundTrip([try #require(URL(string: "https://example.org/a?b=c#d"))])
        try expectRoundTrip([try #require(Decimal(string: "-12345678901234567890.125")), 0])
        try expectRoundTrip([1..<3], as: "[[1,3]]")
        try expectRoundTrip([Float(0.1), .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    }

    @Test func `hands a type its value more than once, in more than one form`() throws {
        struct Either: Decodable, Equatable {
            var numbers: [Int]
            init(from decoder: any Decoder) throws {
                if let one = try? decoder.singleValueContainer().decode(Int.self) {
                    numbers = [one]
                } else if let many = try? [Int](from: decoder) {
                    numbers = many
                } else {
                    let members = try decoder.container(keyedBy: Keys.self)
                    let again = try decoder.container(keyedBy: Keys.self)
                    numbers = [try members.decode(Int.self, forKey: .first), try again.decode(Int.self, forKey: .second)]
                }
            }
            enum Keys: CodingKey {
                case first
                case second
            }
        }
        let json = #"[1,[2,3],{"second":5,"first":4}]"#
        #expect(try decode([Either].self, json).map(\.numbers) == [[1], [2, 3], [4, 5]])
    }

    @Test func `tells a type the way to its value`() throws {
        struct Place: Decodable, Equatable {
            var path: [String]
            var indices: [Int?]
            init(from decoder: any Decoder) throws {
                path = decoder.codingPath.map(\.stringValue)
                indices = decoder.codingPath.map(\.intValue)
                #expect(try decoder.singleValueContainer().codingPath.map(\.stringValue) == path)
                #expect(decoder.userInfo.isEmpty)
            }
        }
        struct Holder: Decodable {
            var places: [[String: Place?]]
        }
        let holder = try decode(Holder.self, #"{"places":[{},{"x y":true}]}"#)
        #expect(holder.places[1]["x y"]??.path == ["places", "Index 1", "x y"])
        #expect(holder.places[1]["x y"]??.indices == [nil, 1, nil])
        #expect(try decode(Place.self, "0").path.isEmpty)
    }

    @Test func `reports the keys of the type itself`() throws {
        struct Holder: Decodable {
            enum CodingKeys: String, CodingKey {
                case value = "the_value"
            }
            var value: Int
        }
        let error = try #require(throws: DecodingError.self) { try decode(Holder.self, #"{"the_value":"x"}"#) }
        guard case .typeMismatch(let type, let context) = error else {
            Issue.record("It is \(error).")
            return
        }
        #expect(ObjectIdentifier(type) == ObjectIdentifier(Int.self))
        #expect(context.codingPath.first as? Holder.CodingKeys == .value)
    }
}
