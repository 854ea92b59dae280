import AfterworkJSON
import Testing

@Suite struct JSONReaderTests {
    @Test func `reads an object of known and unknown keys in the order of the text`() throws {
        let keys: JSONKeys = ["id", "title", "a name longer than eight bytes", "done"]
        let text = """
             { "done" : true , "id":7,"extra": [1, {"x": null}], "a name longer than eight bytes":1.5,
            "a name longer than eight bytez": 0, "title" : "Ada" , "nothing":null}\r\n\t
            """
        var reader = JSONReader(Array(text.utf8))
        var seen: [JSONKey] = []
        try reader.beginObject()
        while let key = try reader.nextKey(keys) {
            seen.append(key)
            switch key {
            case .known(0): #expect(try reader.readNumber().integer(as: Int.self) == 7)
            case .known(1): #expect(try reader.readString() == "Ada")
            case .known(2): #expect(try reader.readNumber().double == 1.5)
            case .known(3): #expect(try reader.readBool())
            case .unknown("nothing"): try reader.readNull()
            default: try reader.skipValue()
            }
        }
        try reader.readEnd()
        #expect(reader.offset == text.utf8.count)
        #expect(
            seen == [
                .known(3), .known(0), .unknown("extra"), .known(2), .unknown("a name longer than eight bytez"), .known(1),
                .unknown("nothing"),
            ]
        )
        #expect(keys[1] == "title")
        #expect(keys.index(of: "title") == 1)
        #expect(keys.index(of: "nothing") == nil)
    }

    @Test func `recognises every key wherever it lies in the text`() throws {
        let names = ["", "a", "ab", "abcdefg", "abcdefgh", "abcdefgi", "é", "quote\"", String(repeating: "long", count: 100)]
        let keys = JSONKeys(names + ["a"])
        for (index, name) in names.enumerated() {
            for padding in 0..<10 {
                let text = "{" + RawJSON(string: name).description + ":1}" + String(repeating: " ", count: padding)
                var reader = JSONReader(Array(text.utf8))
                try reader.beginObject()
                #expect(try reader.nextKey(keys) == .known(index))
            }
        }
    }

    @Test func `recognises keys in the declared order`() throws {
        let names = ["", "a", "ab", "é", "quote\"", "line\n"]
        let text = "{" + names.map { RawJSON(string: $0).description + ":1" }.joined(separator: ",") + "}"
        var reader = JSONReader(Array(text.utf8))
        try reader.beginObject()
        for index in names.indices {
            #expect(try reader.nextKey(JSONKeys(names)) == .known(index))
            try reader.skipValue()
        }
        #expect(try reader.nextKey(JSONKeys(names)) == nil)
    }

    @Test func `a key that only begins like the next one is another`() throws {
        var reader = JSONReader(Array(#"{"a":1,"abc":2,"a\u0062":3}"#.utf8))
        try reader.beginObject()
        #expect(try reader.nextKey(["a", "ab"]) == .known(0))
        try reader.skipValue()
        #expect(try reader.nextKey(["a", "ab"]) == .unknown("abc"))
        try reader.skipValue()
        #expect(try reader.nextKey(["a", "ab"]) == .known(1))
    }

    @Test func `recognises a key that is spelled with escapes`() throws {
        var reader = JSONReader(Array(#"{"n\u0061me":1,"n\u0062me":2}"#.utf8))
        try reader.beginObject()
        #expect(try reader.nextKey(["id", "name"]) == .known(1))
        try reader.skipValue()
        #expect(try reader.nextKey(["id", "name"]) == .unknown("nbme"))
    }

    @Test func `tells keys apart that are composed differently`() throws {
        let keys: JSONKeys = ["\u{E9}"]
        var reader = JSONReader(Array("{\"e\u{301}\":1}".utf8))
        try reader.beginObject()
        #expect(try reader.nextKey(keys) != .known(0))
        #expect(keys.index(of: "e\u{301}") == nil)
    }

    @Test func `finds a name that is given twice at its first index`() throws {
        let keys: JSONKeys = ["a", "a", "b", "b"]
        var reader = JSONReader(Array(#"{"a":1,"a":2,"b":3,"b":4}"#.utf8))
        var found: [JSONKey] = []
        try reader.beginObject()
        while let key = try reader.nextKey(keys) {
            found.append(key)
            try reader.skipValue()
        }
        #expect(found == [.known(0), .known(0), .known(2), .known(2)])
    }

    @Test func `gives repeated keys as often as they come`() throws {
        var reader = JSONReader(Array(#"{"a":1,"a":2}"#.utf8))
        var values: [Int?] = []
        try reader.beginObject()
        while try reader.nextKey(["a"]) != nil { values.append(try reader.readNumber().integer(as: Int.self)) }
        #expect(values == [1, 2])
    }

    @Test func `peeks at every kind without consuming it`() throws {
        let text = #" [null, true, false, -1, "s", [], {}]"#
        var reader = JSONReader(Array(text.utf8))
        #expect(try reader.peek() == .array)
        #expect(reader.offset == 1)
        try reader.beginArray()
        var kinds: [JSONReader.Kind] = []
        while try reader.nextElement() {
            let kind = try reader.peek()
            #expect(try reader.peek() == kind)
            kinds.append(kind)
            try reader.skipValue()
        }
        try reader.readEnd()
        #expect(kinds == [.null, .bool, .bool, .number, .string, .array, .object])
    }

    @Test(arguments: [
        (#""""#, ""),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"),
        (##""\u0041\u00e9\u65E5\u0000""##, "Aé日\0"),
        (##""\ud83d\ude00\uDBFF\uDFFF""##, "😀\u{10FFFF}"),
        (#""é日😀 and then some more text""#, "é日😀 and then some more text"),
        (#""a long plain string of more than sixteen bytes""#, "a long plain string of more than sixteen bytes"),
        (#""x\ny é \\ end""#, "x\ny é \\ end"),
        ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"),
    ])
    func `resolves escapes and keeps the rest`(json: String, value: String) throws {
        var reader = JSONReader(Array(json.utf8))
        #expect(Array(try reader.readString().utf8) == Array(value.utf8))
        try reader.readEnd()
    }

    @Test func `reads back every character that it wrote`() throws {
        for first in stride(from: 0, to: 0x110000, by: 97) {
            let text = (first..<first + 97).compactMap { Unicode.Scalar(UInt32($0)) }.reduce(into: "") { $0.unicodeScalars.append($1) }
            var reader = JSONReader(RawJSON(string: text).bytes)
            #expect(Array(try reader.readString().utf8) == Array(text.utf8))
        }
    }

    @Test(arguments: [
        ("1", "Expecting string"), ("nul", "Expecting string"), ("}", "Expecting value"), ("", "Expecting value"),
    ])
    func `names the kind it was asked for when another comes`(json: String, message: String) {
        var reader = JSONReader(Array(json.utf8))
        #expect(throws: JSONSyntaxError(message: message, offset: 0, byteOffset: 0)) { try reader.readString() }
    }

    @Test func `names each kind`() {
        func message(_ read: (inout JSONReader) throws -> Void, of json: String = "[]") -> String? {
            var reader = JSONReader(Array(json.utf8))
            return #expect(throws: JSONSyntaxError.self) { try read(&reader) }?.message
        }
        #expect(message { try $0.readNull() } == "Expecting null")
        #expect(message { _ = try $0.readBool() } == "Expecting boolean")
        #expect(message { _ = try $0.readNumber() } == "Expecting number")
        #expect(message { _ = try $0.readString() } == "Expecting string")
        #expect(message { try $0.beginObject() } == "Expecting object")
        #expect(message({ try $0.beginArray() }, of: "{}") == "Expecting array")
    }

    @Test func `survives being asked for the wrong things`() {
        var reader = JSONReader(Array("]]}}{[1".utf8))
        for _ in 0..<20 {
            _ = try? reader.nextElement()
            _ = try? reader.nextKey()
            _ = try? reader.beginArray()
            _ = try? reader.beginObject()
            _ = try? reader.readNumber()
            _ = try? reader.skipValue()
        }
        #expect(reader.offset <= 7)
    }
}
