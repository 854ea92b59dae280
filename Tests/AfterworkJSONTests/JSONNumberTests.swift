import AfterworkJSON
import Testing

@Suite struct JSONNumberTests {
    @Test(arguments: [
        "0", "-0", "7", "-7", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "1.5", "-0.0", "1e5", "1E-05", "2.50", "123456789012345678901234567890",
    ])
    func `keeps the literal as it was written`(literal: String) throws {
        #expect(try number(literal).text == literal)
    }

    @Test func `knows integers by their spelling`() throws {
        for literal in ["0", "-0", "12", "18446744073709551616"] { #expect(try number(literal).isInteger) }
        for literal in ["0.0", "2e0", "1E5", "-1.5"] { #expect(try !number(literal).isInteger) }
    }

    @Test func `fits integers into their type or not at all`() throws {
        #expect(try number("9223372036854775807").integer(as: Int64.self) == .max)
        #expect(try number("9223372036854775808").integer(as: Int64.self) == nil)
        #expect(try number("-9223372036854775808").integer(as: Int64.self) == .min)
        #expect(try number("-9223372036854775809").integer(as: Int64.self) == nil)
        #expect(try number("18446744073709551615").integer(as: UInt64.self) == .max)
        #expect(try number("18446744073709551616").integer(as: UInt64.self) == nil)
        #expect(try number("-1").integer(as: UInt64.self) == nil)
        #expect(try number("-0").integer(as: UInt64.self) == 0)
        #expect(try number("255").integer(as: UInt8.self) == 255)
        #expect(try number("256").integer(as: UInt8.self) == nil)
        #expect(try number("-129").integer(as: Int8.self) == nil)
        #expect(try number("170141183460469231731687303715884105727").integer(as: Int128.self) == .max)
        #expect(try number("170141183460469231731687303715884105728").integer(as: Int128.self) == nil)
    }

    @Test(arguments: [
        ("2.0", 2), ("2e0", 2), ("20e-1", 2), ("1.5e1", 15), ("-1.50E+2", -150), ("0.0", 0), ("-0.0", 0), ("0e999999999999999999999", 0),
        ("0.000e-5", 0), ("100000e-5", 1), ("0.00001e5", 1), ("9.223372036854775807e18", Int64.max), ("-9223372036854775808.0", .min),
    ])
    func `counts whole values as integers however they are spelled`(literal: String, value: Int64) throws {
        #expect(try number(literal).integer(as: Int64.self) == value)
    }

    @Test(arguments: [
        "1.5", "1e-1", "2.0000000000000000000000000001", "1e19", "9223372036854775807.5", "9.223372036854775808e18",
        "1e999999999999999999999",
        "1e-999999999999999999999", "1e9223372036854775807", "1e-9223372036854775808",
    ])
    func `gives no integer for what is not whole or too large`(literal: String) throws {
        #expect(try number(literal).integer(as: Int64.self) == nil)
    }

    @Test(arguments: [
        ("0", 0.0), ("1.5", 1.5), ("-2", -2.0), ("1e22", 1e22), ("18446744073709551615", 18446744073709551615.0),
        ("5e-324", .leastNonzeroMagnitude),
        ("1e-999", 0.0), ("1.7976931348623157e308", .greatestFiniteMagnitude), ("9007199254740993", 9007199254740992.0),
    ])
    func `gives the nearest double`(literal: String, value: Double) throws {
        #expect(try number(literal).double == value)
    }

    @Test func `keeps the sign of zero`() throws {
        #expect(try number("-0").double?.sign == .minus)
        #expect(try number("-0.0").double?.sign == .minus)
        #expect(try number("0").double?.sign == .plus)
    }

    @Test(arguments: ["1e999", "-1e999", "1.8e308", "1e99999999999999999999"])
    func `gives no double for what overflows`(literal: String) throws {
        #expect(try number(literal).double == nil)
    }

    @Test func `is equal when the literals are`() throws {
        #expect(try number("2") == number("2"))
        #expect(try number("2.0") != number("2"))
        #expect(try number("-0") != number("0"))
    }

    @Test func `reads numbers of a hundred thousand digits`() throws {
        let digits = String(repeating: "7", count: 100_000)
        let whole = try number(digits)
        #expect(whole.text == digits)
        #expect(whole.integer(as: UInt64.self) == nil)
        #expect(whole.double == nil)

        let fraction = try number("0." + digits)
        #expect(fraction.integer(as: Int.self) == nil)
        #expect(fraction.double == 0.7777777777777778)

        let one = try number("1." + String(repeating: "0", count: 100_000))
        #expect(one.integer(as: Int.self) == 1)
        #expect(try number("1e" + digits).integer(as: Int.self) == nil)
        #expect(try number("1e" + digits).double == nil)
        #expect(try number("1e-" + digits).double == 0)
    }

    private func number(_ literal: String) throws -> JSONNumber {
        var reader = JSONReader(Array(literal.utf8))
        let number = try reader.readNumber()
        try reader.readEnd()
        return number
    }
}
