import AfterworkJSON
import Testing

@Suite struct JSONReaderSkippingTests {
    @Test func `gives the range of each value without the whitespace around it`() throws {
        let text = #" [ null , true, false,-1.5e3 ,"a\"] é" , [ 1 , 2 ], { "b" : [ ] } ,{}, [] ] "#
        var reader = JSONReader(Array(text.utf8))
        var values: [String] = []
        try reader.beginArray()
        while try reader.nextElement() {
            let range = try reader.skipValue()
            #expect(reader.offset == range.upperBound)
            values.append(String(decoding: Array(text.utf8)[range], as: UTF8.self))
        }
        try reader.readEnd()
        #expect(values == ["null", "true", "false", "-1.5e3", #""a\"] é""#, "[ 1 , 2 ]", #"{ "b" : [ ] }"#, "{}", "[]"])
    }

    @Test func `gives the text of a range without whitespace outside strings`() throws {
        let text = "\t{ \"a b\" : [ 1 ,\n 2.50 , \" \\\" , \\\\\" , {\r\n} ] , \"é\\u0020\" : null } "
        var reader = JSONReader(Array(text.utf8))
        let raw = reader.text(in: try reader.skipValue())
        #expect(raw.description == #"{"a b":[1,2.50," \" , \\",{}],"é\u0020":null}"#)
    }

    @Test func `cuts a foreign range to the text`() {
        let reader = JSONReader(Array(#"[1, "a\"#.utf8))
        #expect(reader.text(in: 0..<100).description == #"[1,"a\"#)
        #expect(reader.text(in: 50..<100).bytes.isEmpty)
        #expect(reader.text(in: 4..<6).description == #""a"#)
    }

    @Test func `leaves the surrounding container readable`() throws {
        var reader = JSONReader(Array(#"{"skip":{"deep":[{},[[]]]},"keep":1}"#.utf8))
        try reader.beginObject()
        #expect(try reader.nextKey() == "skip")
        try reader.skipValue()
        #expect(try reader.nextKey() == "keep")
        #expect(try reader.readNumber().integer(as: Int.self) == 1)
        #expect(try reader.nextKey() == nil)
        try reader.readEnd()
    }

    @Test func `closes each container with its own bracket at any depth`() throws {
        for depth in [1, 2, 63, 64, 65, 127, 128, 129, 200, 1000] {
            let isObject = (0..<depth).map { $0 % 3 == 0 || $0 % 7 == 2 }
            let opening = isObject.map { $0 ? #"{"k":"# : "[" }
            let closing = isObject.reversed().map { $0 ? "}" : "]" }
            let json = Array((opening.joined() + "1" + closing.joined() + " ").utf8)
            var reader = JSONReader(json, depthLimit: depth)
            #expect(try reader.skipValue() == 0..<json.count - 1)

            for wrong in 0..<depth {
                var brackets = closing
                brackets[wrong] = brackets[wrong] == "]" ? "}" : "]"
                let error = errorOfSkipping(Array((opening.joined() + "1" + brackets.joined()).utf8), depthLimit: depth)
                #expect(error?.message == "Expecting ',' delimiter")
                #expect(error?.offset == opening.joined().utf8.count + 1 + wrong)
            }
        }
    }
}
