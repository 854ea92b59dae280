import AfterworkWeb
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// A JSON body may have 2 MiB.
@Suite struct BodyLimitTests {
    private static let limit = 2 * 1024 * 1024
    private static let refusal = #"{"detail":"The request's body is larger than 2097152 bytes. Send less at a time."}"#

    @Test func `as much as is allowed is taken`() async throws {
        let name = String(repeating: "x", count: Self.limit - 4)
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.post("/names", "[\"\(name)\"]")
            #expect(response.status == 200)
            #expect(response.body.utf8.count == Self.limit)
        }
    }

    @Test func `one byte more, declared, is refused before it is read`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let head = "POST /names HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(Self.limit + 1)\r\n\r\n"
            let response = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(head)
                return try await connection.readResponse()
            }
            #expect(response.status == 413)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.body == Self.refusal)
        }
    }

    @Test(arguments: ["9223372036854775808", "18446744073709551615"])
    func `a length that is none here is more than is allowed, also where no edge refuses it`(_ length: String) async throws {
        let router = Router()
        router.addRoutes(Echo())
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { listening.yield($0.localAddress?.port ?? 0) }
        )
        try await LiveServer.run(application, ports: ports) { server in
            let head = "POST /names HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\n\r\n"
            let status = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(head)
                return try await connection.readResponse().status
            }
            #expect(status == 413)
        }
    }

    @Test func `one byte more, in chunks, is refused`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /names HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                let chunk = ByteBuffer(string: "10000\r\n\(String(repeating: " ", count: 0x10000))\r\n")
                for _ in 0..<32 { try await connection.send(chunk) }
                try await connection.send("1\r\n1\r\n0\r\n\r\n")
                return try await connection.readResponse()
            }
            #expect(response.status == 413)
            #expect(response.body == Self.refusal)
        }
    }

    @Test func `a chunked body within the limit is taken`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(
                    "POST /names HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                )
                for byte in #"["a"]"# { try await connection.send("1\r\n\(byte)\r\n") }
                try await connection.send("0\r\n\r\n")
                return try await connection.readResponse()
            }
            #expect(response.body == #"["a"]"#)
        }
    }

    @Test(arguments: ["application/json", "application/x-www-form-urlencoded"])
    func `another limit can be set`(_ type: String) async throws {
        try await LiveServer.run(Echo(), uploads: UploadOptions(bodyBytes: 10)) { server, _ in
            let response = try await server.post(type == "application/json" ? "/names" : "/sign-up", "[\"eleven\"]x", type: type)
            #expect(response.status == 413)
            #expect(response.body == #"{"detail":"The request's body is larger than 10 bytes. Send less at a time."}"#)
        }
    }
}
