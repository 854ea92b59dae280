import AfterworkJSON
import Testing

@testable import Afterwork

@Suite struct JobIDTests {
    /// The example of RFC 9562, appendix A.6.
    private let example = JobID(high: 0x017F_22E2_79B0_7CC3, low: 0x98C4_DC0C_0C07_398F)

    @Test func `is written as RFC 9562 has it, and read again`() {
        #expect(example.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(JobID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == example)
        #expect(JobID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == example)
    }

    @Test(arguments: [0, 1, 1 << 31, 1 << 63, UInt64.max])
    func `every id comes back from its text`(bits: UInt64) {
        for id in [JobID(high: bits, low: 0), JobID(high: 0, low: bits), JobID(high: bits, low: bits)] {
            #expect(JobID(id.description) == id)
            #expect(id.description.utf8.count == 36)
        }
    }

    @Test(arguments: [
        "", "017f22e2", "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", "017f22e279b07cc398c4dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2_79b0-7cc3-98c4-dc0c0c07398f", "{17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        " 017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f ", "017f22e-279b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398\u{ff10}", "٠17f22e2-79b0-7cc3-98c4-dc0c0c0739", "017f22e2-79b0-7cc3-98c4-dc0c0c0739-f",
    ])
    func `what is no id is not taken for one`(text: String) {
        #expect(JobID(text) == nil)
    }

    @Test func `comes in the order of its bytes, and of its text`() {
        let bits: [UInt64] = [0, 1, 0xff, 1 << 32, 1 << 63 - 1, 1 << 63, .max]
        let ids = bits.flatMap { high in bits.map { JobID(high: high, low: $0) } }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func `is a text in JSON`() throws {
        struct Reply: Codable, Hashable { var id: JobID }
        var writer = JSONWriter()
        try writer.encode(Reply(id: example))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"id":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f"}"#)
        #expect(try JSONReader.decode(Reply.self, from: writer.bytes) == Reply(id: example))
        #expect(throws: DecodingError.self) { try JSONReader.decode(Reply.self, from: Array(#"{"id":"7"}"#.utf8)) }
    }
}
