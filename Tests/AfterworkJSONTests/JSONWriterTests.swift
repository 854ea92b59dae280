import AfterworkJSON
import Testing

@Suite struct JSONWriterTests {
    @Test func `keeps the declared order`() {
        let json = written { writer in
            writer.beginObject()
            for name in ["zebra", "apple", "mango"] {
                writer.key(name)
                writer.write(1)
            }
            writer.endObject()
        }
        #expect(json == #"{"zebra":1,"apple":1,"mango":1}"#)
    }

    @Test func `separates members of nested containers`() {
        let json = written { writer in
            writer.beginObject()
            writer.key("a")
            writer.beginArray()
            writer.write(1)
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.writeNull()
            writer.endArray()
            writer.key("b")
            writer.write(true)
            writer.key("c")
            writer.write(false)
            writer.endObject()
        }
        #expect(json == #"{"a":[1,{},[],null],"b":true,"c":false}"#)
    }

    @Test(arguments: [
        ("", #""""#),
        ("plain", #""plain""#),
        ("a \"quoted\" word", #""a \"quoted\" word""#),
        ("back\\slash", #""back\\slash""#),
        ("/", #""/""#),
        ("\u{08}\t\n\u{0C}\r", #""\b\t\n\f\r""#),
        ("\0\u{01}\u{0B}\u{1F}", ##""\u0000\u0001\u000b\u001f""##),
        ("\u{7F}", "\"\u{7F}\""),
        ("é日😀\u{2028}", "\"é日😀\u{2028}\""),
        ("eight more than eight\n", #""eight more than eight\n""#),
        ("1234567\"", #""1234567\"""#),
        ("12345678\"", #""12345678\"""#),
    ])
    func `escapes what JSON needs escaped and nothing else`(value: String, json: String) {
        #expect(written { $0.write(value) } == json)
        #expect(RawJSON(string: value).description == json)
    }

    @Test func `escapes at every position of a long string`() {
        for position in 0..<40 {
            for (character, escape) in [("\"", "\\\""), ("\u{01}", "\\u0001"), ("\\", "\\\\")] {
                let before = String(repeating: "x", count: position)
                let after = String(repeating: "é", count: 40 - position)
                #expect(written { $0.write(before + character + after) } == "\"" + before + escape + after + "\"")
            }
        }
    }

    @Test func `writes keys from either kind of string alike`() {
        let known: StaticString = "a\n\"é"
        let json = written { writer in
            writer.beginObject()
            writer.key(known)
            writer.write(1)
            writer.key("a\n\"é" as String)
            writer.write(2)
            writer.endObject()
        }
        #expect(json == #"{"a\n\"é":1,"a\n\"é":2}"#)
    }

    @Test func `writes integers of every width`() {
        let json = written { writer in
            writer.beginArray()
            writer.write(0)
            writer.write(Int8.min)
            writer.write(UInt8.max)
            writer.write(Int64.min)
            writer.write(Int64.max)
            writer.write(UInt64.max)
            writer.write(Int128.min)
            writer.write(UInt128.max)
            writer.endArray()
        }
        let numbers = [
            "0", "-128", "255", "-9223372036854775808", "9223372036854775807", "18446744073709551615",
            "-170141183460469231731687303715884105728", "340282366920938463463374607431768211455",
        ]
        #expect(json == "[" + numbers.joined(separator: ",") + "]")
    }

    @Test(arguments: [
        (2.0, "2.0"), (0.1, "0.1"), (-0.0, "-0.0"), (1e22, "1e+22"), (.leastNonzeroMagnitude, "5e-324"),
        (0.30000000000000004, "0.30000000000000004"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
    func `writes doubles that read back as the same value`(value: Double, json: String) throws {
        var writer = JSONWriter()
        try writer.write(value)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == json)
        var reader = JSONReader(writer.bytes)
        let read = try reader.readNumber().double
        #expect(read?.bitPattern == value.bitPattern)
        try reader.readEnd()
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func `refuses numbers that JSON cannot write and stays as it was`(value: Double) throws {
        var writer = JSONWriter()
        writer.beginArray()
        writer.write(1)
        let error = try #require(throws: JSONEncodingError.self) { try writer.write(value) }
        #expect(error.description.contains("\(value)"))
        writer.writeNull()
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1,null]")
    }

    @Test func `writes raw JSON as it is`() {
        let json = written { writer in
            writer.beginArray()
            writer.write(RawJSON.null)
            writer.write(RawJSON.emptyObject)
            writer.write(RawJSON(string: "a\tb"))
            writer.endArray()
        }
        #expect(json == #"[null,{},"a\tb"]"#)
    }

    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(reservingCapacity: 0)
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
