import AfterworkHummingbird
import AfterworkWeb
import NIOCore
import TestSupport
import Testing

/// How much of a form is taken: exactly the limit, and not one more.
@Suite struct UploadLimitTests {
    private static let limits = MultipartLimits(parts: 3, headerBytes: 200, fieldBytes: 8, fileBytes: 16, totalBytes: 1024)

    @Test func `every limit can be reached`() async throws {
        let form = FormBody().file("file", "a", String(repeating: "x", count: 16)).field("b", "12345678").field("c", "")
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: UploadOptions(limits: Self.limits)) { server, _ throws in
                #expect(try await server.post("/sizes", form).body == "16")
            }
        }
    }

    @Test(
        arguments: [
            (FormBody().field("a", "").field("b", "").field("c", "").field("d", ""), 413, "Too many parts. A form may have 3. Send fewer."),
            (
                FormBody().file("file", String(repeating: "n", count: 200), "x"), 431,
                "The headers of part 1 exceeded maximum size of 200 bytes. Send shorter names."
            ),
            (
                FormBody().field("bio", "123456789"), 413,
                #"Part \"bio\" exceeded maximum size of 8 bytes. Send a shorter text, or send it as a file."#
            ),
            (
                FormBody().file("file", "a.txt", String(repeating: "x", count: 17)), 413,
                #"File \"a.txt\" in part \"file\" exceeded maximum size of 16 bytes. Send a smaller file."#
            ),
        ]
    )
    func `one more is refused`(_ form: FormBody, _ status: Int, _ message: String) async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: UploadOptions(limits: Self.limits)) { server, _ in
                let response = try await server.post("/sizes", form)
                #expect(response.status == status)
                #expect(response.headers["content-type"] == "application/json")
                #expect(response.body == "{\"detail\":\"\(message)\"}")
            }
        }
    }

    @Test func `a whole that is too large is refused by its declared length, or as it comes`() async throws {
        let body = ByteBuffer(string: String(repeating: "-", count: 2000))
        let type = "Content-Type: \(FormBody.type)"
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: UploadOptions(limits: Self.limits)) { server, _ in
                let declared = try await server.send("POST", "/sizes", headers: [type], body: body)
                #expect(declared.status == 413)
                #expect(declared.body == #"{"detail":"The body has 2000 bytes and exceeded maximum size of 1KB. Send less at a time."}"#)
                let chunked = try await RawConnection.open(port: server.port) { connection in
                    try await connection.send("POST /sizes HTTP/1.1\r\nHost: test\r\n\(type)\r\nTransfer-Encoding: chunked\r\n\r\n")
                    try await connection.send("7d0\r\n\(String(buffer: body))\r\n0\r\n\r\n")
                    return try await connection.readResponse()
                }
                #expect(chunked.status == 413)
                #expect(chunked.body == #"{"detail":"The body exceeded maximum size of 1KB. Send less at a time."}"#)
            }
        }
    }

    @Test(
        arguments: [
            ("multipart/form-data", "Missing boundary in multipart."),
            (
                "multipart/form-data; boundary=\"a@b\"",
                "Invalid boundary in multipart. Send one boundary of 1 to 70 letters, digits, or '()+_,-./:=?"
            ),
            (
                "multipart/form-data; boundary=other",
                "There was an error parsing the body: it ended before the closing boundary. Send it again, whole."
            ),
        ]
    )
    func `a form that cannot be parsed is 400`(_ type: String, _ message: String) async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let response = try await server.post("/sizes", String(buffer: FormBody().file("file", "a", "x").ended), type: type)
                #expect(response.status == 400)
                #expect(response.body == "{\"detail\":\"\(message)\"}")
            }
        }
    }

    @Test func `a part without a name is 400 and is named by its number`() async throws {
        let form = "--frontier\r\nContent-Disposition: form-data\r\n\r\nx\r\n--frontier--\r\n"
        let message = #"in part 1: The Content-Disposition header field \"name\" must be provided."#
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let response = try await server.post("/sizes", form, type: FormBody.type)
                #expect(response.status == 400)
                #expect(response.body == "{\"detail\":\"There was an error parsing the body \(message)\"}")
            }
        }
    }
}
