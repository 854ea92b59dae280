import Testing

@testable import FuzzTargets

/// What is taken for a fault in what a server answers.
@Suite struct ExchangeTests {
    private static let here = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n\"here\""
    private static let headOfHere = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n"

    private static func chunks(_ type: String, _ chunks: String) -> String {
        "HTTP/1.1 200 OK\r\ncontent-type: \(type)\r\ntransfer-encoding: chunked\r\n\r\n\(chunks)"
    }

    @Test func `whole responses are counted`() throws {
        #expect(try Exchange(received: "").expectWellFormed(heads: 0) == 0)
        #expect(try Exchange(received: Self.here + Self.here).expectWellFormed(heads: 0) == 2)
        let continued = "HTTP/1.1 100 Continue\r\n\r\n" + Self.here
        #expect(try Exchange(received: continued).expectWellFormed(heads: 0) == 1)
        #expect(try Exchange(received: Self.chunks("application/json", "1\r\n7\r\n0\r\n\r\n")).expectWellFormed(heads: 0) == 1)
    }

    @Test func `only streams may be cut, and anything if the connection was reset`() throws {
        for type in ["text/event-stream", "text/plain"] {
            #expect(try Exchange(received: Self.chunks(type, "5\r\npie")).expectWellFormed(heads: 0) == 1)
        }
        #expect(throws: Finding.self) { try Exchange(received: Self.chunks("application/json", "5\r\npie")).expectWellFormed(heads: 0) }
        #expect(throws: Finding.self) { try Exchange(received: String(Self.here.dropLast())).expectWellFormed(heads: 0) }
        #expect(try Exchange(received: String(Self.here.dropLast()), wasReset: true).expectWellFormed(heads: 0) == 1)
    }

    @Test func `a body is missing only where a HEAD may be answered, and no more often`() throws {
        #expect(throws: Finding.self) { try Exchange(received: Self.headOfHere).expectWellFormed(heads: 0) }
        #expect(try Exchange(received: Self.headOfHere).expectWellFormed(heads: 1) == 1)
        #expect(try Exchange(received: Self.here + Self.headOfHere + Self.here).expectWellFormed(heads: 1) == 3)
        #expect(throws: Finding.self) { try Exchange(received: Self.headOfHere + Self.headOfHere).expectWellFormed(heads: 1) }
        #expect(throws: Finding.self) { try Exchange(received: Self.headOfHere + "HTTP/1.1 500 Oh\r\n\r\n").expectWellFormed(heads: 1) }
    }
}
