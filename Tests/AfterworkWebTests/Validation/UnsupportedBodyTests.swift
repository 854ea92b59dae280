import AfterworkWeb
import HTTPTypes
import NIOCore
import TestSupport
import Testing

/// Bodies that no parameter of a route can take: 415 with what came and what the route takes.
@Suite struct UnsupportedBodyTests {
    private static let jsonOnly = "but this route takes JSON in UTF-8. Send it as application/json."

    @Test(
        arguments: [
            "text/plain", "application/x-www-form-urlencoded", FormBody.type, "application/octet-stream", "application/xml", "text/json",
            "application/json; charset=utf-16", "application/json;charset=iso-8859-1", "application/jsonp", "json",
        ]
    )
    func `a route that takes JSON takes no other type`(_ type: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post("/people", #"{"name":"A","email":"e"}"#, type: type)
            #expect(response.status == 415)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.headers["accept"] == "application/json")
            #expect(response.body == #"{"detail":"The body is \"\#(type)\", \#(Self.jsonOnly)"}"#)
        }
    }

    @Test(
        arguments: [
            "application/json; charset=utf-8", "application/json;charset=UTF-8", #"application/json; charset="utf-8""#,
            "application/json ; Charset = utf8", "application/json; profile=x", "application/json;", "application/problem+json",
        ]
    )
    func `UTF-8 may be spelled in every way`(_ type: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            #expect(try await server.post("/names", #"["é"]"#, type: type).body == #"["é"]"#)
            let form = type.replacing("application/json", with: "application/x-www-form-urlencoded")
            if form.hasPrefix("application/x") { #expect(try await server.post("/sign-up", "full_name=é", type: form).status == 200) }
        }
    }

    @Test(arguments: [
        ("application/json", "The body is \\\"application/json\\\""), ("text/plain", "The body is \\\"text/plain\\\""),
        ("application/x-www-form-urlencoded; charset=utf-16", "The body is \\\"application/x-www-form-urlencoded; charset=utf-16\\\""),
        ("", "The body has no Content-Type"),
    ])
    func `a route that takes a form takes no other type`(_ type: String, _ came: String) async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Echo(), Uploads(folder: folder)) { server, _ throws in
                let form = try await server.post("/sign-up", "full_name=A", type: type)
                #expect(form.status == 415)
                #expect(form.headers["accept"] == "application/x-www-form-urlencoded, multipart/form-data")
                let types = "application/x-www-form-urlencoded or multipart/form-data"
                #expect(form.body == #"{"detail":"\#(came), but this route takes a form in UTF-8. Send it as \#(types)."}"#)
                let file = try await server.post("/sizes", "x", type: type)
                #expect(file.status == 415)
                #expect(file.headers["accept"] == "multipart/form-data")
                let expected = "but this route takes a form with files in UTF-8. Send it as multipart/form-data."
                #expect(file.body == #"{"detail":"\#(came), \#(expected)"}"#)
            }
        }
    }

    @Test func `a long type does not come back whole`() async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post("/people", "{}", type: String(repeating: "x", count: 5000))
            #expect(response.status == 415)
            #expect(response.body.utf8.count < 300)
        }
    }

    @Test func `it is refused before it is sent, also in chunks, and an empty one in chunks is missing`() async throws {
        try await LiveServer.run(Echo()) { server, _ async throws in
            let head = "POST /people HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\n"
            let declared = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(head + "Content-Length: 1000000\r\n\r\n")
                return try await connection.readResponse()
            }
            #expect(declared.status == 415)
            let chunked = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(head + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                return try await connection.readResponse()
            }
            #expect(chunked.status == 415)
            let empty = try await RawConnection.open(port: server.port) { connection in
                try await connection.send(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                return try await connection.readResponse()
            }
            #expect((empty.status, empty.body) == (422, detail(missing(#"["body"]"#))))
        }
    }

    @Test(arguments: ["/sign-up", "/people"])
    func `no body is missing, whatever its type`(_ path: String) async throws {
        try await LiveServer.run(Echo()) { server, _ throws in
            let response = try await server.post(path, "", type: "text/plain")
            #expect(response.status == 422)
            #expect(response.body.contains(#""type":"missing""#))
        }
    }

    @Test func `a route that takes no body leaves it alone, whatever it is`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Echo(), Uploads(folder: folder)) { server, _ throws in
                let headers = ["Content-Type: text/plain; charset=utf-16", "Content-Encoding: br"]
                #expect(try await server.send("GET", "/number/1", headers: headers, body: ByteBuffer(string: "x")).body == "1")
                #expect(try await server.send("POST", "/nothing", headers: headers, body: ByteBuffer(string: "x")).status == 204)
            }
        }
    }

    /// `["a"]`, as gzip codes it.
    private static let zippedJSON: [UInt8] = [
        31, 139, 8, 0, 0, 0, 0, 0, 2, 255, 139, 86, 74, 84, 138, 5, 0, 12, 164, 167, 120, 5, 0, 0, 0,
    ]

    @Test(arguments: ["gzip", "GZIP", "deflate, gzip", "identity, gzip"])
    func `a coded body that nobody decodes is refused`(_ coding: String) async throws {
        let expected = #"{"detail":"The body is coded with \"\#(coding)\", which this server does not decode. Send it as it is."}"#
        try await LiveServer.run(Echo()) { server, _ throws in
            for (path, type) in [
                ("/names", "application/json"), ("/sign-up", "application/x-www-form-urlencoded"), ("/sign-up", FormBody.type),
            ] {
                let headers = ["Content-Type: \(type)", "Content-Encoding: \(coding)"]
                let response = try await server.send("POST", path, headers: headers, body: ByteBuffer(bytes: Self.zippedJSON))
                #expect(response.status == 415)
                #expect(response.headers["accept-encoding"] == "identity")
                #expect(response.body == expected)
            }
        }
    }

    @Test func `one that is not coded, or that a middleware decodes, is taken`() async throws {
        try await LiveServer.run(
            Echo(),
            middleware: { $0.add(middleware: Decoding()) },
            { server, _ throws in
                let identity = ["Content-Type: application/json", "Content-Encoding: identity"]
                #expect(try await server.send("POST", "/names", headers: identity, body: ByteBuffer(string: #"["b"]"#)).body == #"["b"]"#)
                let gzip = ["Content-Type: application/json", "Content-Encoding: gzip"]
                let body = ByteBuffer(bytes: Self.zippedJSON)
                #expect(try await server.send("POST", "/names", headers: gzip, body: body).body == #"["a"]"#)
            }
        )
    }

    /// Does as Hummingbird's decompression does: it replaces the body and leaves the header field. It knows one body only.
    private struct Decoding: RouterMiddleware {
        func handle(
            _ request: Request,
            context: WebRequestContext,
            next: (Request, WebRequestContext) async throws -> Response
        ) async throws -> Response {
            var request = request
            if request.headers[.contentEncoding] == "gzip" { request.body = RequestBody(buffer: ByteBuffer(string: #"["a"]"#)) }
            return try await next(request, context)
        }
    }
}
