import AfterworkJSON
import Testing

@Suite struct NestingTests {
    @Test func `accepts nesting up to the limit and no deeper`() {
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
            for limit in [1, 2, 100, 128] {
                func nested(_ depth: Int) -> [UInt8] {
                    Array((String(repeating: opening, count: depth) + "0" + String(repeating: closing, count: depth)).utf8)
                }
                #expect(errorOfReading(nested(limit), depthLimit: limit) == nil)
                #expect(errorOfSkipping(nested(limit), depthLimit: limit) == nil)
                let place = limit * opening.utf8.count
                let error = JSONSyntaxError(message: "Nested too deeply", offset: place, byteOffset: place)
                #expect(errorOfReading(nested(limit + 1), depthLimit: limit) == error)
                #expect(errorOfSkipping(nested(limit + 1), depthLimit: limit) == error)
            }
        }
    }

    @Test func `allows 128 levels unless told otherwise`() throws {
        var reader = JSONReader([UInt8](repeating: UInt8(ascii: "["), count: 1000))
        for _ in 0..<128 {
            try reader.beginArray()
            #expect(try reader.nextElement())
        }
        #expect(throws: JSONSyntaxError(message: "Nested too deeply", offset: 128, byteOffset: 128)) { try reader.beginArray() }
    }

    @Test func `counts what is open when it skips`() throws {
        var reader = JSONReader(Array("[[[]]]".utf8), depthLimit: 2)
        try reader.beginArray()
        #expect(try reader.nextElement())
        #expect(throws: JSONSyntaxError(message: "Nested too deeply", offset: 2, byteOffset: 2)) { try reader.skipValue() }
    }

    @Test func `refuses every container when the limit is zero`() {
        #expect(errorOfSkipping(Array("[]".utf8), depthLimit: 0)?.message == "Nested too deeply")
        #expect(errorOfReading(Array("{}".utf8), depthLimit: -1)?.message == "Nested too deeply")
        #expect(errorOfSkipping(Array("1".utf8), depthLimit: 0) == nil)
    }

    @Test func `skips a million levels without overflowing the stack`() throws {
        let count = 1_000_000
        let json = [UInt8](repeating: UInt8(ascii: "["), count: count) + [UInt8](repeating: UInt8(ascii: "]"), count: count)
        var reader = JSONReader(json, depthLimit: .max)
        #expect(try reader.skipValue() == 0..<json.count)
    }

    @Test func `does not count containers that are closed again`() {
        let siblings = Array(("[" + String(repeating: "[{}],", count: 1000) + "[]]").utf8)
        #expect(errorOfReading(siblings, depthLimit: 3) == nil)
        #expect(errorOfSkipping(siblings, depthLimit: 3) == nil)
    }
}
