import AfterworkJSON
import Testing

@Suite struct MemberDecodingTests {
    private struct Pair: Codable, Equatable {
        var a: Int
        var b: Int?
    }

    @Test func `takes members in any order`() throws {
        #expect(try decode(Pair.self, #"{"a":1,"b":2}"#) == Pair(a: 1, b: 2))
        #expect(try decode(Pair.self, #"{"b":2,"a":1}"#) == Pair(a: 1, b: 2))
    }

    @Test func `passes over unknown members, before, between and behind`() throws {
        let unknown = #""x":{"a":9,"b":[{"a":8}]},"":[],"A":7,"aa":6"#
        #expect(try decode(Pair.self, "{\(unknown),\"a\":1,\(unknown),\"b\":2,\(unknown)}") == Pair(a: 1, b: 2))
        #expect(try decode(Pair.self, "{\(unknown),\"b\":2,\(unknown),\"a\":1}") == Pair(a: 1, b: 2))
    }

    @Test func `takes the last of repeated members`() throws {
        #expect(try decode(Pair.self, #"{"a":1,"a":2,"b":3,"b":4,"a":5}"#) == Pair(a: 5, b: 4))
        #expect(try decode(Pair.self, #"{"a":"no","b":1,"b":null,"\u0061":2}"#) == Pair(a: 2, b: nil))
        #expect(try decode([String: Int].self, #"{"a":1,"b":2,"a":3}"#) == ["a": 3, "b": 2])
        #expect(failure(decoding: Pair.self, #"{"a":1,"a":"no"}"#)?.kind == .typeMismatch)
    }

    @Test func `gives nil for a missing member and for null, where a type allows for it`() throws {
        #expect(try decode(Pair.self, #"{"a":1}"#) == Pair(a: 1, b: nil))
        #expect(try decode(Pair.self, #"{"a":1,"b":null}"#) == Pair(a: 1, b: nil))
        let missing = DecodingFailure(.keyNotFound, at: [], #"Expected a member named "a", found none."#)
        #expect(failure(decoding: Pair.self, #"{"b":1}"#) == missing)
        #expect(failure(decoding: Pair.self, "{}") == missing)
        #expect(
            failure(decoding: Pair.self, #"{"a":null}"#) == DecodingFailure(.valueNotFound, at: ["a"], "Expected an integer, found null.")
        )
        let mismatch = DecodingFailure(.typeMismatch, at: ["b"], "Expected an integer, found a string.")
        #expect(failure(decoding: Pair.self, #"{"a":1,"b":"secret"}"#) == mismatch)
    }

    @Test func `recognises names that are spelled with escapes`() throws {
        #expect(try decode(Pair.self, ##"{"\u0061":1,"\u0062":2}"##) == Pair(a: 1, b: 2))
        #expect(try decode([String: Int].self, ##"{"\"\u00e9\n":1}"##) == ["\"é\n": 1])
    }

    @Test func `tells names apart that are composed differently`() throws {
        let json = "{\"e\u{301}\":1,\"\u{E9}\":2}"
        let members = try decode(Members.self, json)
        #expect(members.names == ["e\u{301}", "\u{E9}"])
        #expect(members.names.map { Array($0.utf8) } == [[0x65, 0xCC, 0x81], [0xC3, 0xA9]])
        #expect(members.values == [1, 2])
    }

    @Test(arguments: [1, 5, 62, 63, 64, 65, 1000]) func `finds every member of an object of any size`(count: Int) throws {
        let names = (0..<count).map { "name\($0 * 7919 % 104_729)" + String(repeating: "x", count: $0 % 20) }
        func object(_ names: [String]) -> String { "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}" }
        let expected = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        #expect(try decode([String: Int].self, object(names)) == expected)

        let backwards = try decode(Backwards.self, object(names))
        #expect(backwards.values == expected)

        let repeated = try decode([String: Int].self, object(names + names.reversed()))
        #expect(repeated.values.allSatisfy { $0 >= count })
        #expect(repeated.count == count)
    }

    @Test func `gives all names once, in the order of the text`() throws {
        #expect(try decode(Members.self, #"{"z":1,"a":2,"z":3,"m":4}"#).names == ["z", "a", "m"])
        #expect(try decode(Members.self, "{}").names.isEmpty)
    }

    @Test func `decodes an object whose members are asked for in turns with those of another`() throws {
        let turns = try decode(Turns.self, #"{"a":{"x":1,"b":9,"y":2},"b":3,"c":{"b":4}}"#)
        #expect(turns.values == [1, 3, 2, 4, 3])
    }

    @Test func `decodes nested containers and says where they are`() throws {
        let decoded = try decode(Containers.self, #"{"object":{"list":[1,[2],{"x":3}]}}"#)
        #expect(decoded.values == [1, 2, 3])
        #expect(decoded.path == ["object", "list", "Index 2"])
        #expect(failure(decoding: Containers.self, #"{"object":{"list":[1,[2],{"y":3}]}}"#)?.path == ["object", "list", "Index 2"])
        #expect(failure(decoding: Containers.self, #"{"object":{"list":[1,[2],3]}}"#)?.path == ["object", "list", "Index 2"])
        #expect(failure(decoding: Containers.self, #"{"object":{"list":{}}}"#)?.path == ["object", "list"])
        #expect(failure(decoding: Containers.self, #"{"object":[]}"#)?.message == "Expected an object, found an array.")
    }

    @Test func `decodes what superclasses encode`() throws {
        let dog = try decode(Dog.self, #"{"breed":"poodle","super":{"name":"Rex"},"owner":{"name":"Ada"}}"#)
        #expect(dog.name == "Rex")
        #expect(dog.breed == "poodle")
        #expect(dog.owner.name == "Ada")
        #expect(try encoded(dog) == #"{"breed":"poodle","super":{"name":"Rex"},"owner":{"name":"Ada"}}"#)
        let missing = DecodingFailure(.keyNotFound, at: [], #"Expected a member named "super", found none."#)
        #expect(failure(decoding: Dog.self, #"{"breed":"poodle"}"#) == missing)
        #expect(failure(decoding: Dog.self, #"{"breed":"poodle","super":{},"owner":{"name":"Ada"}}"#)?.path == ["super"])
    }
}

/// Any name.
private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}

/// All members, in the order in which the container gives their names.
private struct Members: Decodable {
    var names: [String]
    var values: [Int]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        names = container.allKeys.map(\.stringValue)
        values = try container.allKeys.map { try container.decode(Int.self, forKey: $0) }
    }
}

/// All members, asked for from the last one to the first.
private struct Backwards: Decodable {
    var values: [String: Int] = [:]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for key in container.allKeys.reversed() where container.contains(key) {
            values[key.stringValue] = try container.decode(Int.self, forKey: key)
        }
    }
}

private struct Turns: Decodable {
    var values: [Int]

    init(from decoder: any Decoder) throws {
        let outer = try decoder.container(keyedBy: Name.self)
        let inner = try outer.nestedContainer(keyedBy: Name.self, forKey: Name("a"))
        values = [
            try inner.decode(Int.self, forKey: Name("x")),
            try outer.decode(Int.self, forKey: Name("b")),
            try inner.decode(Int.self, forKey: Name("y")),
            try outer.nestedContainer(keyedBy: Name.self, forKey: Name("c")).decode(Int.self, forKey: Name("b")),
            try outer.decode(Int.self, forKey: Name("b")),
        ]
    }
}

private struct Containers: Decodable {
    var values: [Int]
    var path: [String]

    init(from decoder: any Decoder) throws {
        let object = try decoder.container(keyedBy: Name.self).nestedContainer(keyedBy: Name.self, forKey: Name("object"))
        var list = try object.nestedUnkeyedContainer(forKey: Name("list"))
        let first = try list.decode(Int.self)
        var second = try list.nestedUnkeyedContainer()
        let third = try list.nestedContainer(keyedBy: Name.self)
        values = [first, try second.decode(Int.self), try third.decode(Int.self, forKey: Name("x"))]
        path = third.codingPath.map(\.stringValue)
    }
}

private class Animal: Codable {
    var name: String

    init(name: String) { self.name = name }
}

private final class Dog: Animal {
    private enum CodingKeys: CodingKey {
        case breed
        case owner
    }

    var breed: String
    var owner: Animal

    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        breed = try container.decode(String.self, forKey: .breed)
        let base = try container.superDecoder()
        owner = try Animal(from: try container.superDecoder(forKey: .owner))
        try super.init(from: base)
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(breed, forKey: .breed)
        try super.encode(to: container.superEncoder())
        try owner.encode(to: container.superEncoder(forKey: .owner))
    }
}
