import AfterworkHummingbird
import AfterworkWeb
import NIOCore
import TestSupport
import Testing

/// Clients that ask before they send, as curl does with large bodies, and answers that come before the body.
@Suite(.timeLimit(.minutes(5))) struct ExpectationTests {
    private static func head(_ path: String, length: Int, expects: Bool = true) -> String {
        "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Type: \(FormBody.type)\r\nContent-Length: \(length)\r\n"
            + (expects ? "Expect: 100-continue\r\n\r\n" : "\r\n")
    }

    @Test func `the body is asked for, and then taken`() async throws {
        let form = FormBody().file("file", "a.txt", "content").ended
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                try await RawConnection.open(port: server.port) { connection in
                    for _ in 1...2 {
                        try await connection.send(Self.head("/sizes", length: form.readableBytes))
                        #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
                        try await connection.send(form)
                        #expect(try await connection.readResponse().body == "7")
                    }
                }
            }
        }
    }

    @Test(arguments: [("/sizes", 413), ("/nowhere", 404), ("/nothing", 204)])
    func `a body that is not wanted is not asked for, and the connection closes`(_ path: String, _ status: Int) async throws {
        let uploads = UploadOptions(limits: MultipartLimits(totalBytes: 1000))
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: uploads) { server, _ in
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(Self.head(path, length: 100_000))
                    let head = try await connection.read(until: "\r\n\r\n")
                    #expect(head.hasPrefix("HTTP/1.1 \(status) "))
                    #expect(head.lowercased().contains("\r\nconnection: close\r\n"))
                    _ = try await connection.readToEnd()
                }
            }
        }
    }

    @Test func `an early refusal reaches a client that goes on sending, then the connection closes`() async throws {
        let uploads = UploadOptions(limits: MultipartLimits(totalBytes: 1000))
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: uploads) { server, _ in
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(Self.head("/sizes", length: 4_000_000, expects: false))
                    for _ in 0..<20 { try await connection.send(ByteBuffer(repeating: 0x78, count: 100_000)) }
                    let response = try await connection.readResponse()
                    #expect(response.status == 413)
                    #expect(response.headers["connection"] == "close")
                    for _ in 0..<20 { try await connection.send(ByteBuffer(repeating: 0x78, count: 100_000)) }
                    #expect(try await connection.readToEnd().isEmpty)
                }
            }
        }
    }

    @Test func `a body in chunks is taken`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let response = try await RawConnection.open(port: server.port) { connection in
                    try await connection.send(
                        "POST /sizes HTTP/1.1\r\nHost: test\r\nContent-Type: \(FormBody.type)\r\nTransfer-Encoding: chunked\r\n\r\n"
                    )
                    for byte in String(buffer: FormBody().file("file", "a", "content").ended).utf8 {
                        try await connection.send("1\r\n\(Character(Unicode.Scalar(byte)))\r\n")
                    }
                    try await connection.send("0\r\n\r\n")
                    return try await connection.readResponse()
                }
                #expect(response.body == "7")
            }
        }
    }
}
