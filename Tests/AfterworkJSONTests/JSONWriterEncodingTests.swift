import AfterworkJSON
import Testing

@Suite struct JSONWriterEncodingTests {
    private struct Order: Encodable {
        var zebra: Int
        var apple: [String?]
        var mango: Inner
        var missing: Int?
    }

    private struct Inner: Encodable {
        var b: Double
        var a: Bool
    }

    private struct Nothing: Encodable {
        func encode(to encoder: any Encoder) {}
    }

    @Test func `keeps the order in which a type encodes its members`() throws {
        let order = Order(zebra: 1, apple: ["a", nil], mango: Inner(b: 2, a: true), missing: nil)
        #expect(try encoded(order) == #"{"zebra":1,"apple":["a",null],"mango":{"b":2.0,"a":true}}"#)
    }

    @Test func `writes every kind of value`() throws {
        #expect(try encoded("a\n") == #""a\n""#)
        #expect(try encoded([Int8.min]) == "[-128]")
        #expect(try encoded([UInt64.max]) == "[18446744073709551615]")
        #expect(try encoded([UInt128.max]) == "[340282366920938463463374607431768211455]")
        #expect(try encoded(Float(0.1)) == "0.1")
        #expect(try encoded(Int?.none) == "null")
        #expect(try encoded([[Int]]()) == "[]")
        #expect(try encoded([String: Int]()) == "{}")
        #expect(try encoded(Nothing()) == "{}")
        #expect(try encoded([Nothing(), Nothing()]) == "[{},{}]")
    }

    @Test func `continues what is written already`() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("first")
        try writer.encode([1])
        writer.key("second")
        try writer.encode(Inner(b: 0, a: false))
        writer.endObject()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"first":[1],"second":{"b":0.0,"a":false}}"#)
    }

    @Test func `writes values that a substitute gives in place of others, wherever they are`() throws {
        struct Secret: Encodable { var value = 1 }
        struct Holder: Encodable {
            var one = Secret()
            var two: Secret? = Secret()
            var list = [Secret(), Secret()]
            var kept = "kept"
        }
        func substituted(_ value: some Encodable) throws -> String {
            var writer = JSONWriter()
            try writer.encode(value) { $0 is Secret ? RawJSON(string: "x") : nil }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        #expect(try substituted(Holder()) == #"{"one":"x","two":"x","list":["x","x"],"kept":"kept"}"#)
        #expect(try substituted(Secret()) == #""x""#)
        #expect(try substituted([Secret?.none, Secret()]) == #"[null,"x"]"#)
        #expect(try substituted(Scattered(value: Secret())) == #"{"a":["x",2],"b":"x","super":["x"],"c":"x"}"#)
    }

    @Test func `puts what is encoded in turns where it was asked for`() throws {
        #expect(try encoded(Scattered(value: 0)) == #"{"a":[0,2],"b":0,"super":[0],"c":0}"#)
        #expect(try encoded([Scattered(value: "x")]) == #"[{"a":["x",2],"b":"x","super":["x"],"c":"x"}]"#)
        #expect(try encoded(ScatteredElements()) == #"[{"k":1,"l":[]},[2,[3]],4,{},{"m":{"n":5}}]"#)
    }

    @Test func `writes a member twice that is encoded twice`() throws {
        let twice = Custom { encoder in
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(1, forKey: .a)
            try container.encode(2, forKey: .a)
        }
        #expect(try encoded(twice) == #"{"a":1,"a":2}"#)
    }

    @Test func `gathers the members that are encoded by several containers of one encoder`() throws {
        let gathered = Custom { encoder in
            var one = encoder.container(keyedBy: Key.self)
            try one.encode(1, forKey: .a)
            var two = encoder.container(keyedBy: Key.self)
            try two.encode(2, forKey: .b)
            try one.encode(3, forKey: .c)
        }
        #expect(try encoded(gathered) == #"{"a":1,"b":2,"c":3}"#)
    }

    @Test func `takes the last thing that a value encodes itself as`() throws {
        let array = Custom { encoder in
            var members = encoder.container(keyedBy: Key.self)
            try members.encode(1, forKey: .a)
            _ = members.nestedUnkeyedContainer(forKey: .b)
            var elements = encoder.unkeyedContainer()
            try elements.encode(2)
        }
        let text = Custom { encoder in
            var value = encoder.singleValueContainer()
            try value.encode([1, 2, 3])
            try value.encode("last")
        }
        let null = Custom { encoder in
            var value = encoder.singleValueContainer()
            try value.encode(["a": 1])
            try value.encodeNil()
        }
        #expect(try encoded([array, text, null]) == #"[[2],"last",null]"#)
        #expect(try encoded(["k": array]) == #"{"k":[2]}"#)
    }

    @Test func `leaves out what fails to encode, if its error is caught`() throws {
        let failing = Custom { encoder in
            var inner = encoder.container(keyedBy: Key.self)
            try inner.encode(1, forKey: .a)
            _ = inner.nestedUnkeyedContainer(forKey: .b)
            throw Refusal()
        }
        let object = Custom { encoder in
            var members = encoder.container(keyedBy: Key.self)
            try members.encode(1, forKey: .a)
            #expect(throws: EncodingError.self) { try members.encode([1, .nan], forKey: .b) }
            #expect(throws: Refusal.self) { try members.encode(failing, forKey: .b) }
            try members.encode(2, forKey: .c)
        }
        let array = Custom { encoder in
            var elements = encoder.unkeyedContainer()
            #expect(throws: EncodingError.self) { try elements.encode(Double.infinity) }
            try elements.encode(1)
            #expect(throws: EncodingError.self) { try elements.encode(["x": Double.nan]) }
            #expect(throws: Refusal.self) { try elements.encode(failing) }
            try elements.encode(2)
            #expect(elements.count == 2)
        }
        let text = Custom { encoder in
            var value = encoder.singleValueContainer()
            #expect(throws: EncodingError.self) { try value.encode(["a": Double.nan]) }
            #expect(throws: Refusal.self) { try value.encode(failing) }
            try value.encode("nan")
        }
        #expect(try encoded(object) == #"{"a":1,"c":2}"#)
        #expect(try encoded(array) == "[1,2]")
        #expect(try encoded(text) == #""nan""#)
    }

    @Test func `says which number is none in JSON, and leaves the writer as it was`() throws {
        struct Reading: Encodable { var values: [Double] }
        var writer = JSONWriter()
        writer.beginArray()
        writer.write(1)
        let error = try #require(throws: EncodingError.self) { try writer.encode(["a": Reading(values: [1, .nan])]) }
        guard case .invalidValue(_, let context) = error else { return }
        #expect(context.codingPath.map(\.stringValue) == ["a", "values", "Index 1"])
        #expect(context.debugDescription == "JSON has no way to write nan.")
        #expect(context.underlyingError is JSONEncodingError)
        writer.write(2)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1,2]")
    }

    @Test func `refuses what is encoded into a container that is complete`() throws {
        final class Kept { var container: KeyedEncodingContainer<Key>? }
        let kept = Kept()
        let late = [
            Custom { kept.container = $0.container(keyedBy: Key.self) },
            Custom { encoder in
                var value = encoder.singleValueContainer()
                try value.encode(1)
                #expect(throws: EncodingError.self) { try kept.container?.encode(2, forKey: .a) }
                #expect(throws: EncodingError.self) { try kept.container?.encodeNil(forKey: .a) }
                var nested = kept.container?.nestedContainer(keyedBy: Key.self, forKey: .b)
                #expect(throws: EncodingError.self) { try nested?.encode(2, forKey: .a) }
            },
        ]
        #expect(try encoded(late) == "[{},1]")
        #expect(throws: EncodingError.self) { try kept.container?.encode(2, forKey: .a) }
    }

    @Test func `tells a type where it is encoded`() throws {
        var paths: [[String]] = []
        let here = Custom { encoder in
            paths.append(encoder.codingPath.map(\.stringValue))
            #expect(encoder.userInfo.isEmpty)
        }
        _ = try encoded(["a": [here, here]])
        _ = try encoded(Scattered(value: here))
        #expect(paths.prefix(2) == [["a", "Index 0"], ["a", "Index 1"]])
        #expect(Set(paths.dropFirst(2)) == [["b"], ["super", "Index 0"], ["c"], ["a", "Index 0"]])
    }
}

private enum Key: CodingKey {
    case a
    case b
    case c
}

private struct Refusal: Error {}

/// Encodes itself as it is told.
private struct Custom: Encodable {
    let body: (any Encoder) throws -> Void

    init(_ body: @escaping (any Encoder) throws -> Void) { self.body = body }

    func encode(to encoder: any Encoder) throws { try body(encoder) }
}

/// Encodes a value in several places at once.
private struct Scattered<Value: Encodable>: Encodable {
    let value: Value

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        var list = members.nestedUnkeyedContainer(forKey: .a)
        try members.encode(value, forKey: .b)
        var superclass = members.superEncoder().unkeyedContainer()
        try list.encode(value)
        var later = members.superEncoder(forKey: .c).singleValueContainer()
        try superclass.encode(value)
        try list.encode(2)
        try later.encode(value)
    }
}

private struct ScatteredElements: Encodable {
    private enum Key: CodingKey {
        case k
        case l
        case m
        case n
    }

    func encode(to encoder: any Encoder) throws {
        var elements = encoder.unkeyedContainer()
        var object = elements.nestedContainer(keyedBy: Key.self)
        var list = elements.nestedUnkeyedContainer()
        try elements.encode(4)
        _ = elements.superEncoder()
        var last = elements.nestedContainer(keyedBy: Key.self)
        var deepest = last.nestedContainer(keyedBy: Key.self, forKey: .m)
        try list.encode(2)
        try object.encode(1, forKey: .k)
        try deepest.encode(5, forKey: .n)
        var inner = list.nestedUnkeyedContainer()
        _ = object.nestedUnkeyedContainer(forKey: .l)
        try inner.encode(3)
        #expect(elements.count == 5)
        #expect(list.count == 2)
    }
}
