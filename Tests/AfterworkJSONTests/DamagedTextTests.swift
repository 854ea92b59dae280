import AfterworkJSON
import TestSupport
import Testing

@Suite struct DamagedTextTests {
    private static let document = Array(
        ##"""
        { "id": 7, "title": "Žluťoučký \"kůň\" \u00e9\ud83d\ude00 日本語 😀", "empty": [ ], "none": {}, "list": [1, -2.5e+3, 0.1E-2,
          true, false, null, "\b\f\n\r\t\/\\"], "nested": {"a": [{"b": [[], {"c": "d"}]}]}, "big": 123456789012345678901234567890 }
        """##.utf8
    )

    @Test func `is whole to begin with`() {
        #expect(errorOfReading(Self.document) == nil)
        #expect(errorOfSkipping(Self.document) == nil)
    }

    @Test func `is an error when it is cut at any byte`() {
        for length in 0..<Self.document.count {
            let cut = Array(Self.document[..<length])
            let error = errorOfSkipping(cut)
            #expect(error != nil)
            #expect(errorOfReading(cut) == error)
        }
    }

    @Test func `never crashes however its bytes are changed`() throws {
        var random = SplitMix64(seed: 20_240_611)
        let tokens = Array("{}[]:,\"\\u0123dD8e+-. \ntfn\u{01}".utf8) + [0x80, 0xC3, 0xE2, 0xF0, 0xFF]
        var valid = 0
        for _ in 0..<5000 {
            var damaged = Self.document
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: damaged.indices, using: &random)
                let byte = tokens[Int.random(in: tokens.indices, using: &random)]
                switch Int.random(in: 0..<4, using: &random) {
                case 0: damaged[place] = byte
                case 1: damaged[place] = UInt8.random(in: 0...255, using: &random)
                case 2: damaged.insert(byte, at: place)
                default: damaged.remove(at: place)
                }
            }
            let error = errorOfSkipping(damaged)
            try #require(errorOfReading(damaged) == error)
            if error == nil {
                valid += 1
                try expectCompactTextToBeEqual(damaged)
            }
        }
        #expect(valid > 0)
    }

    /// What `text(in:)` gives must be valid and already compact.
    private func expectCompactTextToBeEqual(_ json: [UInt8]) throws {
        var reader = JSONReader(json)
        let raw = reader.text(in: try reader.skipValue())
        var again = JSONReader(raw.bytes)
        try #require(again.text(in: try again.skipValue()) == raw)
        try again.readEnd()
    }
}
