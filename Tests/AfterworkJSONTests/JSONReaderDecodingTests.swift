import AfterworkJSON
import Testing

@Suite struct JSONReaderDecodingTests {
    private struct Review: Codable, Equatable {
        var customerID: Int
        var rating: Double
        var isVerified: Bool
        var text: String
        var tags: [String]
        var reply: String?
    }

    private struct Nested: Codable, Equatable {
        var inner: [Nested]
    }

    @Test func `decodes what a type expects, whitespace and order aside`() throws {
        let json = """
             { "text" : "caf\\u00e9 \\"😀\\"" , "tags":[ "a","b" ] , "unknown": {"text": 1, "deep": [[{}]]}, "rating":4, "isVerified":
            true,"customerID" : 7 }\r\n\t
            """
        let review = Review(customerID: 7, rating: 4, isVerified: true, text: "café \"😀\"", tags: ["a", "b"], reply: nil)
        #expect(try decode(Review.self, json) == review)
    }

    @Test func `reads back what the writer encodes`() throws {
        let review = Review(customerID: .min, rating: 0.1, isVerified: false, text: "\u{0}\\\"/\n😀", tags: [], reply: "")
        let json = #"{"customerID":-9223372036854775808,"rating":0.1,"isVerified":false,"text":"\u0000\\\"/\n😀","tags":[],"reply":""}"#
        try expectRoundTrip(review, as: json)
    }

    @Test func `decodes values that are no objects`() throws {
        #expect(try decode(Int.self, " 7 ") == 7)
        #expect(try decode(String.self, #""a""#) == "a")
        #expect(try decode(Bool.self, "true"))
        #expect(try decode([Int].self, "[1, 2]") == [1, 2])
        #expect(try decode(Int?.self, "null") == nil)
        #expect(try decode(Int?.self, "1") == 1)
    }

    @Test(arguments: [
        ("", "Expecting value (char 0)"), ("{", "Expecting property name enclosed in double quotes (char 1)"),
        (#"{"inner":[]} x"#, "Extra data (char 13)"), (#"{"inner":[],}"#, "Expecting property name enclosed in double quotes (char 12)"),
        (#"{"inner":[1 2]}"#, "Expecting ',' delimiter (char 12)"),
        (#"{"other":"\ud800"}"#, "Unpaired surrogate in \\uXXXX escape (char 11)"),
        ("NaN", "Expecting value (char 0)"), ("\u{FEFF}{}", "Unexpected UTF-8 BOM (decode using utf-8-sig) (char 0)"),
    ])
    func `says what is wrong and where if the text is not JSON`(json: String, message: String) throws {
        let error = try #require(throws: DecodingError.self) { try decode(Nested.self, json) }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("It is \(error).")
            return
        }
        #expect(context.debugDescription == "Expected JSON, found a text that is none: \(message)")
        #expect(context.codingPath.isEmpty)
        #expect((context.underlyingError as? JSONSyntaxError)?.description == message)
    }

    @Test func `refuses malformed UTF-8 wherever it is`() {
        for json in [[0x22, 0xFF, 0x22], Array(#"{"inner":[],"x":""#.utf8) + [0xC3] + Array(#""}"#.utf8), [0x5B, 0x80, 0x5D]] {
            #expect(throws: DecodingError.self) { try JSONReader.decode(Nested.self, from: json) }
        }
    }

    @Test func `decodes 128 levels and refuses one more`() throws {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try decode(Anything.self, nested(128)) }
        #expect(failure(decoding: Anything.self, nested(129))?.message.contains("Nested too deeply (char 128)") == true)
        #expect(failure(decoding: Anything.self, nested(1_000_000))?.kind == .dataCorrupted)

        let objects = String(repeating: #"{"inner":["#, count: 64) + String(repeating: "]}", count: 64)
        #expect(throws: Never.self) { try decode(Nested.self, objects) }
        #expect(failure(decoding: Nested.self, #"{"inner":["# + objects + "]}")?.message.contains("Nested too deeply") == true)
    }

    @Test func `refuses deep nesting in members that nobody asks for`() {
        let deep = #"{"inner":[],"other":"# + String(repeating: "[", count: 128) + String(repeating: "]", count: 128) + "}"
        #expect(failure(decoding: Nested.self, deep)?.message.contains("Nested too deeply") == true)
    }

    @Test func `lets errors of a type pass`() {
        struct Picky: Decodable {
            struct Refusal: Error, Equatable {}
            init(from decoder: any Decoder) throws { throw Refusal() }
        }
        #expect(throws: Picky.Refusal()) { try decode([Picky].self, "[{}]") }
        #expect(throws: Picky.Refusal()) { try decode([String: Picky].self, #"{"a":1}"#) }
        #expect(throws: Picky.Refusal()) { try decode(Picky.self, "1") }
    }

    /// Decodes arrays of arrays to any depth.
    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            while !container.isAtEnd { _ = try container.decode(Anything.self) }
        }
    }
}
