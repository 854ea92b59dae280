import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// `Expect: 100-continue` (RFC 9110, 10.1.1).
@Suite(.timeLimit(.minutes(5)))
struct ExpectationTests {
    private let journal = Journal()
    private let gate = Gate()

    private func routes(_ router: Router<TestContext>) {
        let (journal, gate) = (journal, gate)
        router.post("read") { request, _ in
            journal.note("handler")
            try await gate.wait()
            return try await String(buffer: request.body.collect(upTo: 1 << 20))
        }
        router.post("refuse") { _, _ -> String in throw HTTPError(.contentTooLarge) }
        router.post("ignore") { _, _ in "ignored" }
        router.post("echo") { request, _ in
            let body = ResponseBody { writer in
                for try await chunk in request.body { try await writer.write(chunk) }
                try await writer.finish(nil)
            }
            return Response(status: .ok, body: body)
        }
    }

    private func head(_ path: String, length: Int, expects: Bool = true) -> String {
        "POST \(path) HTTP/1.1\r\nhost: test\r\ncontent-length: \(length)\r\n\(expects ? "Expect: 100-Continue\r\n" : "")\r\n"
    }

    @Test func `100 comes only when the handler first reads`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send(head("/read", length: 5))
                try await journal.wait(for: "handler")
                gate.open()
                #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                try await connection.send("hello")
                let response = try await connection.readResponse()
                #expect(response.status == 200)
                #expect(response.body == "hello")
                // The connection goes on, with an expectation and without.
                for expects in [true, false, true] {
                    try await connection.send(head("/read", length: 3, expects: expects))
                    if expects { #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 ")) }
                    try await connection.send("abc")
                    #expect(try await connection.readResponse().body == "abc")
                }
            }
        }
    }

    @Test(arguments: ["/refuse", "/ignore"])
    func `100 never comes when the answer does without the body`(path: String) async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send(head(path, length: 1 << 30))
                let answer = try await connection.readToEnd()
                #expect(answer.hasPrefix(path == "/refuse" ? "HTTP/1.1 413 " : "HTTP/1.1 200 "))
                #expect(!answer.contains("100 Continue"))
                #expect(answer.lowercased().contains("connection: close"))
            }
        }
    }

    @Test func `100 never comes inside an answer that has begun`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send(head("/echo", length: 5))
                let answer = try await connection.read(until: "\r\n\r\n")
                try await connection.send("hello")
                let rest = try await connection.readToEnd()
                // Either it comes before the answer, or not at all.
                #expect(!rest.contains("HTTP/1.1"))
                if answer.hasPrefix("HTTP/1.1 100 ") { #expect(rest.contains("HTTP/1.1 200 ")) } else { #expect(rest.contains("hello")) }
            }
        }
    }

    @Test func `a pipelined expectation is answered after the response before it`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            gate.open()
            try await server.connect { connection in
                for _ in 0..<50 {
                    try await connection.send(head("/read", length: 3, expects: false) + "one" + head("/read", length: 3))
                    let first = try await connection.read(until: "\r\n\r\n")
                    #expect(first.hasPrefix("HTTP/1.1 200 "))
                    #expect(try await connection.read(count: 3) == "one")
                    #expect(try await connection.read(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
                    try await connection.send("two")
                    #expect(try await connection.readResponse().body == "two")
                }
            }
        }
    }

    @Test func `a client that does not wait is served all the same`() async throws {
        try await TestServer.run {
            routes($0)
        } _: { server async throws in
            gate.open()
            try await server.connect { connection in
                try await connection.send(head("/read", length: 5) + "hello")
                #expect(try await connection.readResponse().body == "hello")
            }
        }
    }
}
