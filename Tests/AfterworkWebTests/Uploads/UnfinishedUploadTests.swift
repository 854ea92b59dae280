import AfterworkHummingbird
import AfterworkWeb
import NIOCore
import TestSupport
import Testing

/// Forms whose end never comes: refused, and nothing of them stays.
@Suite(.timeLimit(.minutes(5))) struct UnfinishedUploadTests {
    private static let form = FormBody().file("file", "a.txt", "half of it").bytes
    private static let head = "POST /files HTTP/1.1\r\nHost: test\r\nContent-Type: \(FormBody.type)\r\n"

    @Test func `a length that ends inside the last part`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                for cut in [1, Self.form.readableBytes / 2, Self.form.readableBytes] {
                    let body = Self.form.getSlice(at: 0, length: cut) ?? ByteBuffer()
                    let response = try await server.send("POST", "/files", headers: ["Content-Type: \(FormBody.type)"], body: body)
                    #expect(response.status == 400)
                    #expect(response.body.contains("before the closing boundary. Send it again, whole."))
                }
                #expect(try folder.names.isEmpty)
            }
        }
    }

    @Test(arguments: ["Content-Length: 10000", "Transfer-Encoding: chunked"])
    func `a client that stops sending in the middle`(_ framing: String) async throws {
        let body = framing.contains("chunked") ? ByteBuffer(string: "1000\r\n") + String(buffer: Self.form) : Self.form
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let received = try await RawConnection.open(port: server.port) { connection in
                    try await connection.send("\(Self.head)\(framing)\r\n\r\n")
                    try await connection.send(body)
                    try await connection.finishSending()
                    return try await connection.readToEnd()
                }
                #expect(received.isEmpty || received.hasPrefix("HTTP/1.1 400 "))
                #expect(try folder.names.isEmpty)
                #expect(try await server.post("/nothing", "").status == 204)
            }
        }
    }

    #if os(Linux)
    @Test func `what was spooled of it is gone`() async throws {
        try await TemporaryFolder.use { folder in
            let uploads = UploadOptions(spool: SpoolPolicy(directory: folder.path))
            try await LiveServer.run(Uploads(folder: folder), uploads: uploads) { server, _ in
                let part = FormBody().file("file", "a.txt", String(repeating: "x", count: 1_000_000)).bytes
                try await RawConnection.open(port: server.port) { connection in
                    try await connection.send("\(Self.head)Content-Length: 2000000\r\n\r\n")
                    try await connection.send(part)
                    try await eventually { try folder.openFiles > 0 }
                    try await connection.finishSending()
                    _ = try await connection.readToEnd()
                }
                try await folder.filesClosed()
                #expect(try folder.names.isEmpty)
            }
        }
    }
    #endif
}
