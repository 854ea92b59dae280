import AfterworkHummingbird
import Hummingbird
import TestSupport
import Testing

/// What is no request, or might be two.
@Suite(.timeLimit(.minutes(5)))
struct FramingTests {
    @Test(
        arguments: [
            "garbage\r\n\r\n",
            "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\u{01}",
            "GET\r\n\r\n",
            "GET / \r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\n: no name\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\nspaced name: x\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\nspace-before-colon : x\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\nfolded: x\r\n y\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\nzero: \u{0}\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\rx: y\r\n\r\n",
            "G@T / HTTP/1.1\r\nhost: test\r\n\r\n",
            "get / HTTP/1.1\r\nhost: test\r\n\r\n",
            "GET /a b HTTP/1.1\r\nhost: test\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a b\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a, b\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: user@a/..\r\n\r\n",
            "GET http://a,b/ HTTP/1.1\r\nhost: a\r\n\r\n",
            "GET http://u:p@h/ HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET http:///x HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET http://:80/ HTTP/1.1\r\nhost: h\r\n\r\n",
        ]
    )
    func `garbage is answered 400 and the connection closed`(_ text: String) async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            #expect(Refusal(lastOf: try await server.exchange(text))?.status == 400)
        }
        #expect(calls.value == 0)
    }

    @Test(arguments: ["GET / HTTP/2.0\r\n\r\n", "GET / HTTP/3.7\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])
    func `another version of HTTP is refused`(_ text: String) async throws {
        try await TestServer.run { server async throws in
            #expect(Refusal(lastOf: try await server.exchange(text))?.status == 400)
        }
    }

    @Test(
        "A body whose length is in doubt is refused, and nothing that stands in it is served",
        arguments: [
            "content-length: 5\r\ncontent-length: 6",
            "content-length: 5\r\ncontent-length: 5",
            "content-length: 5, 5",
            "content-length: 5, 6",
            "content-length: +5",
            "content-length: -5",
            "content-length: 0x5",
            "content-length: 5 5",
            "content-length: ",
            "content-length: 9223372036854775808",
            "content-length: 18446744073709551615",
            "content-length: 99999999999999999999",
            "content-length: 5\r\ntransfer-encoding: chunked",
            "transfer-encoding: chunked\r\ncontent-length: 5",
            "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
            "transfer-encoding: chunked, chunked",
            "transfer-encoding: gzip, chunked",
            "transfer-encoding: chunked, gzip",
            "transfer-encoding: xchunked",
            "transfer-encoding: identity",
            "transfer-encoding: \"chunked\"",
            "transfer-encoding: chunked;x=y",
            "transfer-encoding : chunked",
            "transfer-encoding:\u{0B}chunked",
            "transfer-encoding:\r\n chunked",
        ]
    )
    func smuggling(_ framing: String) async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            let smuggled = "GET / HTTP/1.1\r\nhost: test\r\n\r\n"
            let answer = try await server.exchange("POST /echo HTTP/1.1\r\nhost: test\r\n\(framing)\r\n\r\n0\r\n\r\n\(smuggled)")
            let refusal = try #require(Refusal(lastOf: answer), "\(answer)")
            #expect(refusal.status == 400)
            #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        }
        #expect(calls.value == 0)
    }

    @Test(arguments: ["5", " 5 ", "\t5  ", "005"])
    func `white space around a length is none of it`(_ length: String) async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send("POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length:\(length)\r\n\r\nhello")
                #expect(try await connection.readResponse().body == "hello")
            }
        }
    }

    @Test(
        "A refused HEAD is answered without a body",
        arguments: [
            "HEAD / HTTP/1.1\r\n\r\n", "HEAD / HTTP/1.1\r\nno colon\r\n\r\n", "HEAD /\(String(repeating: "x", count: 100_000))",
            "HEAD / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nx\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\n\r\nHEAD / HTTP/1.1\r\n\r\n",
        ]
    )
    func head(_ request: String) async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange(request)
            #expect(answer.ranges(of: "HTTP/1.1 4").count == 1)
            #expect(answer.contains("content-length: "))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `a GET that is refused after a HEAD has its body`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("HEAD / HTTP/1.1\r\nhost: test\r\n\r\nGET / HTTP/1.1\r\n\r\n")
            #expect(Refusal(lastOf: answer)?.status == 400)
        }
    }

    @Test func `chunks are of HTTP 1.1 alone`() async throws {
        try await TestServer.run { server async throws in
            let answer = try await server.exchange("POST /echo HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n")
            #expect(Refusal(lastOf: answer)?.status == 400)
        }
    }

    @Test(
        "A malformed chunk is refused, and nothing that stands behind it is served",
        arguments: [
            "x\r\n", "5\r\nhello!\r\n", "5\nhello\r\n", "-5\r\nhello\r\n", "0x5\r\nhello\r\n", "fffffffffffffffff\r\n", " 5\r\nhello\r\n",
            "5\r\nhelloGET",
        ]
    )
    func chunks(_ chunk: String) async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            let head = "POST /echo HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n"
            let answer = try await server.exchange("\(head)\(chunk)0\r\n\r\nGET / HTTP/1.1\r\nhost: test\r\n\r\n")
            #expect(Refusal(lastOf: answer)?.status == 400, "\(answer)")
            #expect(answer.ranges(of: "HTTP/1.1 ").count == 1)
        }
        #expect(calls.value == 1)
    }

    @Test func `chunks are read`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                for _ in 0..<2 {
                    try await connection.send("POST /echo HTTP/1.1\r\nhost: test\r\nTransfer-Encoding: Chunked\r\n\r\n")
                    try await connection.send("2;a=b\r\nab\r\n1\r\nc\r\n0\r\ntrailer: x\r\n\r\n")
                    #expect(try await connection.readResponse().body == "abc")
                }
            }
        }
    }

    @Test func `requests before a faulty one are answered first`() async throws {
        let calls = Counter()
        try await TestServer.run(calls: calls) { server async throws in
            let page = "GET / HTTP/1.1\r\nhost: test\r\n\r\n"
            let answer = try await server.exchange("\(page)\(page)garbage\r\n\r\n\(page)")
            #expect(answer.ranges(of: "HTTP/1.1 200 OK").count == 2)
            #expect(answer.ranges(of: "HTTP/1.1 ").count == 3)
            #expect(Refusal(lastOf: answer)?.status == 400)
        }
        #expect(calls.value == 2)
    }

    @Test func `a request that is cut off is answered 400`() async throws {
        try await TestServer.run { server async throws in
            try await server.connect { connection in
                try await connection.send("POST /echo HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nhalf")
                try await connection.finishSending()
                let refusal = try #require(Refusal(lastOf: try await connection.readToEnd()))
                #expect(refusal == Refusal(lastOf: "HTTP/1.1 400\r\nconnection: close\r\n{\"detail\":\"The request was cut off.\"}"))
            }
        }
    }

    @Test func `a malformed rest of a body that was answered already ends the connection`() async throws {
        try await TestServer.run { router in
            router.post { _, _ in "early" }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n")
                #expect(try await connection.readResponse().body == "early")
                try await connection.send("garbage")
                #expect(try await connection.readToEnd() == "")
            }
        }
    }

    @Test func `the host of a target that names one counts`() async throws {
        try await TestServer.run { router in
            router.get { request, _ in "\(request.head.authority ?? "none")" }
        } _: { server async throws in
            try await server.connect { connection in
                try await connection.send("GET http://b:81/ HTTP/1.1\r\nhost: a\r\n\r\n")
                #expect(try await connection.readResponse().body == "b:81")
            }
        }
    }
}
