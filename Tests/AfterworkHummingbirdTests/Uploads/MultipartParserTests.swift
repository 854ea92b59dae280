import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartParserTests {
    @Test(arguments: MultipartCorpus.accepted)
    func `splits a body into its parts`(_ entry: CorpusEntry) {
        let parsed = Parsed(entry.body, boundary: entry.boundary)
        #expect(parsed.error == nil)
        #expect(parsed.parts == entry.parts)
    }

    @Test(arguments: MultipartCorpus.refused)
    func `refuses a malformed body`(_ entry: CorpusEntry) {
        #expect(Parsed(entry.body, boundary: entry.boundary).error == entry.error)
    }

    @Test(arguments: MultipartCorpus.accepted + MultipartCorpus.refused)
    func `gives the same result at every split point`(_ entry: CorpusEntry) {
        let whole = Parsed(entry.body, boundary: entry.boundary)
        for size in 0...entry.body.count {
            let parsed = Parsed(entry.body, boundary: entry.boundary, chunkSizes: [size])
            guard parsed == whole else {
                Issue.record("split after \(size) bytes: \(parsed)")
                return
            }
        }
    }

    @Test(arguments: MultipartCorpus.accepted + MultipartCorpus.refused, 1...3)
    func `gives the same result in tiny chunks`(_ entry: CorpusEntry, size: Int) {
        let sizes = Array(repeating: size, count: entry.body.count / size)
        #expect(Parsed(entry.body, boundary: entry.boundary, chunkSizes: sizes) == Parsed(entry.body, boundary: entry.boundary))
    }

    @Test(arguments: MultipartCorpus.accepted)
    func `refuses a body that is cut off at any byte`(_ entry: CorpusEntry) throws {
        let closing = Array("\r\n--\(entry.boundary)--".utf8)
        // The line break that is added stands before the body, so that a boundary at its beginning is found too.
        let searched = [0x0D, 0x0A] + entry.body
        let begin = try #require(searched.indices.first { searched[$0...].starts(with: closing) })
        for count in 0..<(begin + closing.count - 2) {
            let error = Parsed(Array(entry.body.prefix(count)), boundary: entry.boundary).error
            guard case .truncated = error else {
                Issue.record("cut off after \(count) bytes: \(error.map(String.init(describing:)) ?? "accepted")")
                return
            }
        }
    }

    @Test func `names the part in which a body was cut off`() {
        let header = "Content-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\n"
        #expect(
            Parsed(Array("--b\r\n\(header)tex".utf8), boundary: "b").error == .truncated(part: .init(number: 1, name: "a", filename: "x"))
        )
        #expect(Parsed(Array("--b\r\n\(header)\r\n--b\r\nX".utf8), boundary: "b").error == .truncated(part: .init(number: 2)))
    }

    @Test func `lets go of content as soon as it cannot be a boundary`() throws {
        var parser = MultipartParser(boundary: "b")
        try parser.append(ByteBuffer(string: "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nhello\r\n--"))
        #expect(try parser.next() == .partBegan(.init(name: "a")))
        #expect(try parser.next() == .partData(ByteBuffer(string: "hello")))
        #expect(try parser.next() == nil)
        try parser.append(ByteBuffer(string: "x"))
        #expect(try parser.next() == .partData(ByteBuffer(string: "\r\n--x")))
        try parser.append(ByteBuffer(string: "\r\n--b--"))
        #expect(try parser.next() == .partEnded)
        #expect(try parser.next() == nil)
        try parser.finish()
    }

    @Test func `throws the same error ever after`() throws {
        var parser = MultipartParser(boundary: "b")
        try parser.append(ByteBuffer(string: "--b\r\nX\r\n"))
        let error = MultipartError(.malformed(.headerName, part: .init(number: 1)))
        #expect(throws: error) { try parser.next() }
        #expect(throws: error) { try parser.next() }
        #expect(throws: error) { try parser.append(ByteBuffer(string: "x")) }
        #expect(throws: error) { try parser.finish() }
    }

    @Test(arguments: ["", "a\r\nb", "ends ", "ü", "a\"b", String(repeating: "a", count: 71)])
    func `throws for a boundary that cannot be`(_ boundary: String) {
        var parser = MultipartParser(boundary: boundary)
        #expect(throws: MultipartError(.invalidBoundary)) { try parser.append(ByteBuffer()) }
        #expect(throws: MultipartError(.invalidBoundary)) { try parser.next() }
    }
}

@Suite struct MultipartParserSpeedTests {
    private static let megabyte = 1024 * 1024

    /// Counts the bytes of one part's content that arrives in equal chunks.
    private func count(of content: [UInt8], chunkSize: Int) throws -> Int {
        var parser = MultipartParser(boundary: "b")
        var count = 0
        try parser.append(ByteBuffer(string: "--b\r\nContent-Disposition: form-data; name=a; filename=x\r\n\r\n"))
        _ = try parser.next()
        var rest = ByteBuffer(bytes: content + Array("\r\n--b--".utf8))
        while let chunk = rest.readSlice(length: min(chunkSize, rest.readableBytes)), chunk.readableBytes > 0 {
            try parser.append(chunk)
            while let event = try parser.next() {
                if case .partData(let bytes) = event { count += bytes.readableBytes }
            }
        }
        try parser.finish()
        return count
    }

    @Test(arguments: [7, 4096, 2 * megabyte])
    func `reads a megabyte of carriage returns`(chunkSize: Int) throws {
        let content = [UInt8](repeating: 0x0D, count: Self.megabyte)
        #expect(try count(of: content, chunkSize: chunkSize) == content.count)
    }

    @Test(arguments: ["\r\n--bX", "\r\n--", "\r\n--b\r", "\r\n--b-"], [101, 4096])
    func `reads a megabyte of almost boundaries`(_ piece: String, chunkSize: Int) throws {
        let content = Array(String(repeating: piece, count: Self.megabyte / piece.utf8.count).utf8)
        #expect(try count(of: content, chunkSize: chunkSize) == content.count)
    }

    @Test func `reads a long header byte by byte`() throws {
        let filename = String(repeating: "x", count: 16_000)
        let body = Array("--b\r\nContent-Disposition: form-data; name=a; filename=\(filename)\r\n\r\n\r\n--b--".utf8)
        let parsed = Parsed(body, boundary: "b", chunkSizes: Array(repeating: 1, count: body.count))
        #expect(parsed.parts.map(\.header.filename) == [filename])
        #expect(parsed.error == nil)
    }
}
