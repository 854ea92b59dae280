import AfterworkJSON
import Foundation
import TestSupport
import Testing

@Suite struct RoundTripTests {
    @Test func `reads back whatever it wrote`() throws {
        var random = SplitMix64(seed: 20_261_125)
        for _ in 0..<500 {
            let sample = Sample.random(using: &random, depth: 3)
            var writer = JSONWriter()
            try writer.encode(sample)
            try #require(try JSONReader.decode(Sample.self, from: writer.bytes) == sample)
        }
    }

    @Test func `reads what Foundation writes, and writes what Foundation reads`() throws {
        var random = SplitMix64(seed: 20_261_126)
        let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
        for _ in 0..<500 {
            let sample = Sample.random(using: &random, depth: 2)
            var writer = JSONWriter()
            try writer.encode(sample)
            try #require(try decoder.decode(Sample.self, from: Data(writer.bytes)) == sample)
            try #require(try JSONReader.decode(Sample.self, from: Array(encoder.encode(sample))) == sample)
        }
    }

    @Test func `decodes or throws an error of Swift's, however a text is damaged`() throws {
        var random = SplitMix64(seed: 20_261_127)
        let tokens = Array(#"{}[]:,"\0123e-. tfn"#.utf8) + [0x80, 0xC3, 0xFF]
        var (decoded, refused) = (0, 0)
        for _ in 0..<3000 {
            var writer = JSONWriter()
            try writer.encode(Sample.random(using: &random, depth: 1))
            var text = writer.bytes
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[place] = tokens.randomElement(using: &random) ?? 0
                case 1: text.insert(tokens.randomElement(using: &random) ?? 0, at: place)
                default: text.remove(at: place)
                }
            }
            do {
                _ = try JSONReader.decode(Sample.self, from: text)
                decoded += 1
            } catch {
                try #require(error is DecodingError)
                refused += 1
            }
        }
        #expect(decoded > 100)
        #expect(refused > 1000)
    }
}

/// A value with a part of every kind.
private struct Sample: Codable, Equatable {
    enum Color: String, Codable, CaseIterable {
        case red
        case green = "g r e e n"
        case blue = "\"bleu\""
    }

    enum Event: Codable, Equatable {
        case none
        case moved(Int, to: Double)
        case named(name: String?)
    }

    enum CodingKeys: String, CodingKey {
        case id
        case small = "a name of more than sixteen bytes"
        case large = "large\n"
        case flag = ""
        case real
        case single
        case text = "téxt"
        case maybe
        case color
        case event
        case moment
        case list
        case byName
        case byNumber
        case children
    }

    var id: UUID
    var small: [Int8]
    var large: UInt64
    var flag: Bool
    var real: Double
    var single: Float
    var text: String
    var maybe: Int?
    var color: Color
    var event: Event
    var moment: Date
    var list: [[String?]]
    var byName: [String: Int64]
    var byNumber: [Int: Color]
    var children: [Sample]

    static func random(using random: inout SplitMix64, depth: Int) -> Sample {
        func some<Element>(_ element: () -> Element) -> [Element] { (0..<Int.random(in: 0..<4, using: &random)).map { _ in element() } }
        var bytes = (random.next(), random.next())
        let id = withUnsafeBytes(of: &bytes) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        return Sample(
            id: id,
            small: some { .random(in: .min ... .max, using: &random) },
            large: random.next() >> UInt64.random(in: 0..<64, using: &random),
            flag: .random(using: &random),
            real: finite(Double(bitPattern: random.next())),
            single: finite(Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))),
            text: text(using: &random),
            maybe: Bool.random(using: &random) ? .random(in: -1000...1000, using: &random) : nil,
            color: Color.allCases.randomElement(using: &random) ?? .red,
            event: event(using: &random),
            moment: Date(timeIntervalSinceReferenceDate: .random(in: -1e9...1e9, using: &random)),
            list: some { some { Bool.random(using: &random) ? text(using: &random) : nil } },
            byName: Dictionary(some { (text(using: &random), Int64(truncatingIfNeeded: random.next())) }) { $1 },
            byNumber: Dictionary(some { (Int.random(in: -9...9, using: &random), Color.green) }) { $1 },
            children: depth == 0 ? [] : some { Sample.random(using: &random, depth: depth - 1) }
        )
    }

    private static func finite<Number: BinaryFloatingPoint>(_ number: Number) -> Number {
        number.isFinite ? number : 0.5
    }

    private static func event(using random: inout SplitMix64) -> Event {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .none
        case 1: .moved(.random(in: -9...9, using: &random), to: .random(in: 0..<1, using: &random))
        case 2: .named(name: text(using: &random))
        default: .named(name: nil)
        }
    }

    private static func text(using random: inout SplitMix64) -> String {
        let alphabet: [Character] = [
            "a", "Z", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{1F}", "é", "日", "😀", "\u{2028}", "e\u{301}", "\u{7F}",
        ]
        return String((0..<Int.random(in: 0..<24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a" })
    }
}
