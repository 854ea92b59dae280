import AfterworkJSON
import Testing

@Suite struct ElementDecodingTests {
    @Test func `decodes arrays of everything`() throws {
        #expect(try decode([Int].self, "[]").isEmpty)
        #expect(try decode([[Int]].self, "[[], [1], [2,3]]") == [[], [1], [2, 3]])
        #expect(try decode([String?].self, #"["a",null,"c"]"#) == ["a", nil, "c"])
        #expect(try decode([[String: [Bool]]].self, #"[{"a":[true,false]},{}]"#) == [["a": [true, false]], [:]])
        #expect(try decode(Set<Int>.self, "[3,1,3]") == [1, 3])
    }

    @Test func `decodes elements one after another`() throws {
        let mixed = try decode(Mixed.self, #"[1,"two",null,[3],{"a":4},5,null]"#)
        #expect(mixed.count == 7)
        #expect(mixed.indices == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func `stays where it is when an element does not decode`() throws {
        #expect(try decode(Patient.self, #"["a",1,"b",{"a":[2]},3]"#).numbers == [1, 3])
    }

    @Test func `says that there are no more elements`() {
        struct Two: Decodable {
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                _ = try container.decode(Int.self)
                _ = try container.decode(Int.self)
            }
        }
        let fault = DecodingFailure(.valueNotFound, at: ["Index 1"], "Expected another element, found nothing.")
        #expect(failure(decoding: Two.self, "[1]") == fault)
        #expect(failure(decoding: [Two].self, "[[1,2],[1]]")?.path == ["Index 1", "Index 1"])
    }

    @Test func `gives nil instead of an element that is null or not there`() throws {
        struct Three: Decodable {
            var values: [Int?]
            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                values = try (0..<3).map { _ in try container.decodeIfPresent(Int.self) }
            }
        }
        #expect(try decode(Three.self, "[1,null]").values == [1, nil, nil])
    }

    @Test func `says in which element something is wrong`() {
        #expect(failure(decoding: [[Int]].self, "[[1],[2,true]]")?.path == ["Index 1", "Index 1"])
        #expect(failure(decoding: [String: [Int]].self, #"{"a":[1,2.5]}"#)?.path == ["a", "Index 1"])
    }
}

/// Asks an array for its elements in every way there is.
private struct Mixed: Decodable {
    var count: Int?
    var indices: [Int] = []

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        count = container.count
        indices.append(container.currentIndex)
        #expect(try container.decode(Int.self) == 1)
        indices.append(container.currentIndex)
        #expect(try !container.decodeNil())
        #expect(try container.decode(String.self) == "two")
        indices.append(container.currentIndex)
        #expect(try container.decodeNil())
        indices.append(container.currentIndex)
        var inner = try container.nestedUnkeyedContainer()
        #expect(try inner.decode(Int.self) == 3)
        #expect(inner.isAtEnd)
        indices.append(container.currentIndex)
        #expect(try [String: Int](from: container.superDecoder()) == ["a": 4])
        indices.append(container.currentIndex)
        #expect(try container.decodeIfPresent(Int.self) == 5)
        indices.append(container.currentIndex)
        #expect(!container.isAtEnd)
        #expect(try container.decode(Int?.self) == nil)
        indices.append(container.currentIndex)
        #expect(container.isAtEnd)
    }
}

/// Takes the numbers of an array and passes over everything else.
private struct Patient: Decodable {
    var numbers: [Int] = []

    init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        while !container.isAtEnd {
            if let number = try? container.decode(Int.self) { numbers.append(number) } else { _ = try container.superDecoder() }
        }
    }
}
