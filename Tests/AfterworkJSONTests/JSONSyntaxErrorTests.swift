import AfterworkJSON
import Testing

/// The expected messages and offsets are what Python 3.11's `json.loads` says, unless a test's name says otherwise.
@Suite struct JSONSyntaxErrorTests {
    @Test(arguments: [
        ("", "Expecting value", 0),
        (" \n", "Expecting value", 2),
        ("x", "Expecting value", 0),
        ("nul", "Expecting value", 0),
        ("tru", "Expecting value", 0),
        ("falsy", "Expecting value", 0),
        ("-", "Expecting value", 0),
        ("[-]", "Expecting value", 1),
        ("+1", "Expecting value", 0),
        (".5", "Expecting value", 0),
        ("é", "Expecting value", 0),
        ("[", "Expecting value", 1),
        ("[1,", "Expecting value", 3),
        ("[1,]", "Expecting value", 3),
        ("[,1]", "Expecting value", 1),
        ("[}", "Expecting value", 1),
        (#"{"a":}"#, "Expecting value", 5),
        (#"{"a":"#, "Expecting value", 5),
        ("{", "Expecting property name enclosed in double quotes", 1),
        ("{ ", "Expecting property name enclosed in double quotes", 2),
        ("{a", "Expecting property name enclosed in double quotes", 1),
        ("{1:2}", "Expecting property name enclosed in double quotes", 1),
        ("{,}", "Expecting property name enclosed in double quotes", 1),
        ("{]", "Expecting property name enclosed in double quotes", 1),
        (#"{"a":1,}"#, "Expecting property name enclosed in double quotes", 7),
        (#"{"a":1, "#, "Expecting property name enclosed in double quotes", 8),
        (#"{"a""#, "Expecting ':' delimiter", 4),
        (#"{"a" 1}"#, "Expecting ':' delimiter", 5),
        (#"{"é" 1}"#, "Expecting ':' delimiter", 5),
        (#"{"name" "Ada"}"#, "Expecting ':' delimiter", 8),
        ("[1", "Expecting ',' delimiter", 2),
        ("[1 2]", "Expecting ',' delimiter", 3),
        ("[01]", "Expecting ',' delimiter", 2),
        ("[1.]", "Expecting ',' delimiter", 2),
        ("[1}", "Expecting ',' delimiter", 2),
        (#"{"a":1"#, "Expecting ',' delimiter", 6),
        (#"{"a":1 "b":2}"#, "Expecting ',' delimiter", 7),
        (#"{"a":1]"#, "Expecting ',' delimiter", 6),
        (#"["😀é" 1]"#, "Expecting ',' delimiter", 6),
        (#"""#, "Unterminated string starting at", 0),
        (#"["abc"#, "Unterminated string starting at", 1),
        (#"["é", "a long string without an end"#, "Unterminated string starting at", 6),
        (#"["abc\"#, "Unterminated string starting at", 1),
        (#"{"a"#, "Unterminated string starting at", 1),
        ("[\"a\nb\"]", "Invalid control character at", 3),
        ("\"0123456789\u{1F}\"", "Invalid control character at", 11),
        ("{\"é\t\":1}", "Invalid control character at", 3),
        ("\"\0\"", "Invalid control character at", 1),
        (#""\x""#, "Invalid \\escape", 1),
        (#"["é\'"]"#, "Invalid \\escape", 3),
        (##""\u12""##, "Invalid \\uXXXX escape", 2),
        (##""\u12g4""##, "Invalid \\uXXXX escape", 2),
        (##"["é\u+123"]"##, "Invalid \\uXXXX escape", 4),
        (##""\u0041"##, "Invalid \\uXXXX escape", 2),
        (##""\ud83d\u12""##, "Invalid \\uXXXX escape", 8),
        (##""\ud83d\"##, "Unterminated string starting at", 0),
        ("1 2", "Extra data", 2),
        ("01", "Extra data", 1),
        ("1.", "Extra data", 1),
        ("1.e5", "Extra data", 1),
        ("1e", "Extra data", 1),
        ("1e+", "Extra data", 1),
        ("0x1", "Extra data", 1),
        ("nullx", "Extra data", 4),
        ("[]]", "Extra data", 2),
        (#""é" x"#, "Extra data", 4),
        ("{},", "Extra data", 2),
        ("\u{FEFF}[]", "Unexpected UTF-8 BOM (decode using utf-8-sig)", 0),
        ("[\u{FEFF}]", "Expecting value", 1),
    ])
    func `says what is wrong and where`(json: String, message: String, offset: Int) {
        expectError(message, at: offset, in: Array(json.utf8))
    }

    @Test(arguments: [("NaN", 0), ("[Infinity]", 1), ("[-Infinity]", 1), ("-I", 0), ("[1,-NaN]", 3)])
    func `refuses numbers that Python reads beyond the standard`(json: String, offset: Int) {
        expectError("Expecting value", at: offset, in: Array(json.utf8))
    }

    @Test(arguments: [
        (##""\ud83d""##, 2), (##""\udc00""##, 2), (##""\ud83dx""##, 2), (##""\ud83d\n""##, 2), (##""\ud83d\u0041""##, 2),
        (##"["é\ud83d\ud83d"]"##, 4), (##"{"\udfff":1}"##, 3),
    ])
    func `refuses half a surrogate pair, which Python reads`(json: String, offset: Int) {
        expectError("Unpaired surrogate in \\uXXXX escape", at: offset, in: Array(json.utf8))
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
            [0xE6, 0x97], [0xE6, 0x97, 0x28], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80], [0xFF],
        ] as [[UInt8]]
    )
    func `refuses malformed UTF-8 in strings, in keys and between tokens`(sequence: [UInt8]) {
        expectError("Invalid UTF-8", at: 3, in: Array(#"["é"#.utf8) + sequence + Array(#""]"#.utf8))
        expectError("Invalid UTF-8", at: 2, in: Array(#"{""#.utf8) + sequence + Array(#"":1}"#.utf8))
        expectError("Invalid UTF-8", at: 1, in: Array("[".utf8) + sequence + Array("]".utf8))
        expectError("Invalid UTF-8", at: 4, in: Array(#"["é"#.utf8 + [0x78]) + sequence)
    }

    @Test func `counts in scalars and in bytes`() throws {
        var reader = JSONReader(Array(#"["😀é", x]"#.utf8))
        let error = try #require(throws: JSONSyntaxError.self) { try reader.skipValue() }
        #expect(error == JSONSyntaxError(message: "Expecting value", offset: 7, byteOffset: 11))
        #expect(error.description == "Expecting value (char 7)")
    }

    /// Reading, reading by known keys and skipping must all say the same.
    private func expectError(_ message: String, at offset: Int, in json: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) {
        for error in [errorOfReading(json), errorOfSkipping(json)] {
            #expect(error?.message == message, sourceLocation: sourceLocation)
            #expect(error?.offset == offset, sourceLocation: sourceLocation)
        }
    }
}
