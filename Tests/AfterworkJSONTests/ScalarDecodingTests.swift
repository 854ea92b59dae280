import AfterworkJSON
import Testing

@Suite struct ScalarDecodingTests {
    @Test func `decodes the limits of every integer`() throws {
        func expectLimits<I: FixedWidthInteger & Codable>(_ type: I.Type) throws {
            for value in [I.min, I.max, 0, 1] {
                #expect(try decode(type, "\(value)") == value)
                #expect(try decode([I].self, "[\(value)]") == [value])
                #expect(try decode([String: I].self, #"{"a":\#(value)}"#) == ["a": value])
            }
            for outside in ["\(I.max)0", "-\(I.max)0", "1.5", "1e40", "1e999999999999", "0.5e-9"] {
                let fault = DecodingFailure(
                    .dataCorrupted,
                    at: [],
                    "Expected an integer from \(I.min) to \(I.max), found a number that is not whole or out of range."
                )
                #expect(failure(decoding: type, outside) == fault)
            }
        }
        try expectLimits(Int.self)
        try expectLimits(Int8.self)
        try expectLimits(Int16.self)
        try expectLimits(Int32.self)
        try expectLimits(Int64.self)
        try expectLimits(Int128.self)
        try expectLimits(UInt.self)
        try expectLimits(UInt8.self)
        try expectLimits(UInt16.self)
        try expectLimits(UInt32.self)
        try expectLimits(UInt64.self)
        try expectLimits(UInt128.self)
    }

    @Test func `refuses the first integer on either side of the range`() {
        #expect(throws: DecodingError.self) { try decode(Int64.self, "9223372036854775808") }
        #expect(throws: DecodingError.self) { try decode(Int64.self, "-9223372036854775809") }
        #expect(throws: DecodingError.self) { try decode(UInt64.self, "18446744073709551616") }
        #expect(throws: DecodingError.self) { try decode(UInt64.self, "-1") }
        #expect(throws: DecodingError.self) { try decode(UInt8.self, "256") }
        #expect(throws: DecodingError.self) { try decode(Int8.self, "-129") }
    }

    @Test(arguments: [("2.0", 2), ("2e2", 200), ("-0", 0), ("-0.0", 0), ("20e-1", 2), ("9.007199254740993e15", 9_007_199_254_740_993)])
    func `takes whole numbers for integers however they are spelled`(json: String, value: Int) throws {
        #expect(try decode(Int.self, json) == value)
    }

    @Test(arguments: [
        "0", "-0", "0.0", "-0.0", "1", "-1", "0.1", "-0.1", "1.5", "12.75", "1e22", "1e23", "1E-22", "1e-23", "123456789012345678",
        "9007199254740993", "9007199254740992", "9007199254740991.5", "0.000001", "3.141592653589793", "2.2250738585072014e-308", "5e-324",
        "1e-400", "1.7976931348623157e308", "4.35", "0.3", "2.675", "1.005e2", "100e-2", "0.00000000000000000000000000001", "123456.789e3",
        "1e15", "999999999999999.9", "8.5e-7", "0e5", "0.0e-99999999999999999999", "1234567890123456789012345678901234567890",
        "179769313486231570000000000000000000000", "6.02214076e23",
    ])
    func `decodes the nearest floating-point numbers`(json: String) throws {
        #expect(try decode(Double.self, json).bitPattern == Double(json)?.bitPattern)
        #expect(try decode([Double].self, "[\(json)]").first?.bitPattern == Double(json)?.bitPattern)
        if let float = Float(json), float.isFinite {
            #expect(try decode(Float.self, json).bitPattern == float.bitPattern)
            #expect(try decode([Float].self, "[ \(json) ]").first?.bitPattern == float.bitPattern)
        }
    }

    @Test func `rounds to Float once, not by way of Double`() throws {
        // Just above the middle of 1 and the next Float, by less than Double can tell.
        let json = "1.000000059604644775390626"
        #expect(try decode(Float.self, json) == Float(1).nextUp)
    }

    @Test(arguments: ["1e999", "-1e309", "1.8e308"]) func `refuses floating-point numbers that are too large`(json: String) {
        let fault = DecodingFailure(.dataCorrupted, at: [], "Expected a number in the range of Double, found one that is too large.")
        #expect(failure(decoding: Double.self, json) == fault)
        #expect(failure(decoding: Float.self, "1e39")?.message.contains("in the range of Float") == true)
    }

    @Test func `decodes strings of all lengths, plain and escaped`() throws {
        for length in 0..<70 {
            let plain = String("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ +-*/=<>".prefix(length))
            #expect(try decode(String.self, "\"\(plain)\"") == plain)
            #expect(try decode(String.self, "\"\(plain)\\n\\u00e9\\ud83d\\ude00é\"") == plain + "\né😀é")
            #expect(try decode([String: String].self, "{\"\(plain)\":\"\(plain)\\\\\"}") == [plain: plain + "\\"])
        }
    }

    @Test func `refuses values of another kind`() {
        let kinds = [
            ("null", "null"), ("true", "a boolean"), ("1", "a number"), (#""1""#, "a string"), ("[1]", "an array"),
            (#"{"a":1}"#, "an object"),
        ]
        for (json, found) in kinds {
            func expectFault<T: Decodable>(_ type: T.Type, _ expected: String) {
                let message = "Expected \(expected), found \(found)."
                let kind: DecodingFailure.Kind = found == "null" ? .valueNotFound : .typeMismatch
                if expected != found {
                    #expect(failure(decoding: type, json) == DecodingFailure(kind, at: [], message))
                    #expect(failure(decoding: [T].self, "[\(json)]") == DecodingFailure(kind, at: ["Index 0"], message))
                    #expect(failure(decoding: [String: T].self, #"{"k":\#(json)}"#) == DecodingFailure(kind, at: ["k"], message))
                }
            }
            expectFault(Bool.self, "a boolean")
            expectFault(String.self, "a string")
            expectFault(Double.self, "a number")
            expectFault(Float.self, "a number")
            expectFault([Int].self, "an array")
            expectFault([String: Int].self, "an object")
            if found != "a number" {
                expectFault(Int.self, "an integer")
                expectFault(UInt8.self, "an integer")
                expectFault(Int128.self, "an integer")
            }
        }
    }
}
