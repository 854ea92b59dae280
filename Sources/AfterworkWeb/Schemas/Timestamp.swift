#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A moment as it is written on the wire, in the proleptic Gregorian calendar, years 1 to 9999.
struct Timestamp {
    /// Why a text is not a moment.
    enum Fault: String, Error {
        case tooShort = "input is too short"
        case year = "invalid character in year"
        case month = "month value is outside expected range of 1-12"
        case day = "day value is outside expected range"
        case dateSeparator = "invalid date separator, expected `-`"
        case separator = "invalid datetime separator, expected `T`, `t`, `_` or space"
        case time = "invalid time, expected `hh:mm` or `hh:mm:ss`"
        case hour = "hour value is outside expected range of 0-23"
        case minute = "minute value is outside expected range of 0-59"
        case second = "second value is outside expected range of 0-59"
        case fraction = "second fraction value is invalid"
        case offset = "invalid timezone offset"
        case outOfRange = "the moment is outside of the years 1 to 9999"

        var scalarFault: ScalarFault {
            // What is readable and yet none is, for Pydantic, no date either.
            let isReadable = self == .outOfRange
            return ScalarFault(
                type: isReadable ? "datetime_parsing" : "datetime_from_date_parsing",
                message: "Input should be a valid datetime\(isReadable ? "" : " or date"), \(rawValue)",
                context: [.init("error", rawValue)]
            )
        }
    }

    /// Seconds since 1970 in UTC, leap seconds not counted.
    private let seconds: Int
    private let microseconds: Int

    private static let firstSecond = -62_135_596_800
    private static let lastSecond = 253_402_300_799

    init(_ date: Date) {
        let total = (date.timeIntervalSince1970 * 1_000_000).rounded()
        let range = Double(Self.firstSecond) * 1_000_000...Double(Self.lastSecond) * 1_000_000
        let clamped = Int(min(max(total.isNaN ? 0 : total, range.lowerBound), range.upperBound))
        seconds = clamped.flooredQuotient(by: 1_000_000)
        microseconds = clamped - seconds * 1_000_000
    }

    /// Numbers beyond 20 billion are milliseconds, as for Pydantic.
    init?(seconds number: Double) {
        let number = abs(number) > 2e10 ? number / 1000 : number
        guard number >= Double(Self.firstSecond), number < Double(Self.lastSecond) + 1 else { return nil }
        self.init(Date(timeIntervalSince1970: number))
    }

    init(_ text: String) throws(Fault) {
        if let number = Self.number(text) {
            guard let timestamp = Timestamp(seconds: number) else { throw .outOfRange }
            self = timestamp
            return
        }
        var rest = Array(text.utf8)[...]
        guard rest.count >= "2025-06-18".utf8.count else { throw .tooShort }
        let year = try Self.number(&rest, digits: 4, or: .year)
        try Self.take(UInt8(ascii: "-"), from: &rest, or: .dateSeparator)
        let month = try Self.number(&rest, digits: 2, or: .month)
        try Self.take(UInt8(ascii: "-"), from: &rest, or: .dateSeparator)
        let day = try Self.number(&rest, digits: 2, or: .day)
        guard year > 0 else { throw .outOfRange }
        guard (1...12).contains(month) else { throw .month }
        guard (1...Self.length(ofMonth: month, year: year)).contains(day) else { throw .day }
        var seconds = Self.days(year: year, month: month, day: day) * 86_400
        var microseconds = 0
        if let separator = rest.popFirst() {
            guard "Tt_ ".utf8.contains(separator) else { throw .separator }
            seconds += try Self.timeOfDay(&rest)
            microseconds = try Self.fraction(&rest)
            seconds -= try Self.offset(&rest)
        }
        guard (Self.firstSecond...Self.lastSecond).contains(seconds) else { throw .outOfRange }
        self.seconds = seconds
        self.microseconds = microseconds
    }

    var date: Date { Date(timeIntervalSince1970: Double(seconds) + Double(microseconds) / 1_000_000) }

    var text: String {
        let days = seconds.flooredQuotient(by: 86_400)
        let time = seconds - days * 86_400
        let (year, month, day) = Self.date(ofDay: days)
        let clock = [time / 3600, time / 60 % 60, time % 60].map { $0.padded(to: 2) }.joined(separator: ":")
        let fraction = microseconds == 0 ? "" : "." + microseconds.padded(to: 6)
        return "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))T\(clock)\(fraction)Z"
    }
}

extension Timestamp {
    /// A number written as digits, with a sign or a point or without: no exponent, and none of the names that a `Double` may have.
    private static func number(_ text: String) -> Double? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return digits.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") } ? Double(text) : nil
    }

    private static func timeOfDay(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> Int {
        let hour = try number(&rest, digits: 2, or: .time)
        try take(UInt8(ascii: ":"), from: &rest, or: .time)
        let minute = try number(&rest, digits: 2, or: .time)
        var second = 0
        if rest.first == UInt8(ascii: ":") {
            rest.removeFirst()
            second = try number(&rest, digits: 2, or: .time)
        }
        guard hour < 24 else { throw .hour }
        guard minute < 60 else { throw .minute }
        guard second < 60 else { throw .second }
        return hour * 3600 + minute * 60 + second
    }

    /// Digits beyond microseconds are cut off.
    private static func fraction(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> Int {
        guard rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") else { return 0 }
        rest.removeFirst()
        let digits = rest.prefix { $0.isDigit }
        guard !digits.isEmpty else { throw .fraction }
        rest = rest.dropFirst(digits.count)
        let six = digits.prefix(6).map { Int($0 - UInt8(ascii: "0")) }
        return (six + Array(repeating: 0, count: 6 - six.count)).reduce(0) { $0 * 10 + $1 }
    }

    private static func offset(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> Int {
        guard let sign = rest.popFirst() else { return 0 }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z"), rest.isEmpty { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { throw .offset }
        let hours = try number(&rest, digits: 2, or: .offset)
        if rest.first == UInt8(ascii: ":") { rest.removeFirst() }
        let minutes = rest.isEmpty ? 0 : try number(&rest, digits: 2, or: .offset)
        guard rest.isEmpty, hours < 24, minutes < 60 else { throw .offset }
        let seconds = hours * 3600 + minutes * 60
        return sign == UInt8(ascii: "-") ? -seconds : seconds
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits count: Int, or fault: Fault) throws(Fault) -> Int {
        let digits = rest.prefix(count)
        guard digits.count == count else { throw .tooShort }
        guard digits.allSatisfy({ $0.isDigit }) else { throw fault }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func take(_ byte: UInt8, from rest: inout ArraySlice<UInt8>, or fault: Fault) throws(Fault) {
        guard rest.first == byte else { throw fault }
        rest.removeFirst()
    }
}

extension Timestamp {
    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01. The year begins in March here, so that the leap day is its last.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let year = month < 3 ? year - 1 : year
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private static func date(ofDay days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month < 3 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
}

extension Int {
    fileprivate func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    fileprivate func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
