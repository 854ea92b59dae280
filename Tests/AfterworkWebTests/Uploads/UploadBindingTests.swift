import AfterworkHummingbird
import AfterworkWeb
import TestSupport
import Testing

/// Files of multipart forms, in a handler's hands.
@Suite struct UploadBindingTests {
    private static let noFile = "Value error, Expected UploadedFile, received: String"

    @Test func `a file and a field arrive`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let form = FormBody().file("file", "a.txt", "content").field("uploaded_by", "john_doe")
                let response = try await server.post("/files", form)
                #expect(response.status == 200)
                #expect(
                    response.body
                        == #"{"filename":"a.txt","type":"text/plain","size":7,"saved_as":"a.txt","uploaded_by":"john_doe"}"#
                )
                #expect(try folder.text(of: "a.txt") == "content")
            }
        }
    }

    @Test func `a field before the file, and a field that is not sent`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let first = try await server.post("/files", FormBody().field("uploaded_by", "x").file("file", "a", "1"))
                #expect(first.body.hasSuffix(#""uploaded_by":"x"}"#))
                let second = try await server.post("/files", FormBody().file("file", "a", "2"))
                #expect(second.body.hasSuffix(#""saved_as":"a-2","uploaded_by":"user"}"#))
                #expect(try folder.text(of: "a") == "1")
                #expect(try folder.text(of: "a-2") == "2")
            }
        }
    }

    @Test func `two files of two names`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ throws in
                let form = FormBody().file("right", "r", "R").file("left", "l", "")
                #expect(try await server.post("/pairs", form).body == #"["","R"]"#)
            }
        }
    }

    @Test func `of two files of one name the last counts`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ throws in
                let form = FormBody().file("file", "a", "1").file("file", "b", "22")
                #expect(try await server.post("/sizes", form).body == "2")
            }
        }
    }

    @Test func `a missing file, and a file that was not chosen, are missing`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let expected = detail(missing(#"["body","file"]"#))
                for form in [FormBody(), FormBody().field("other", "x"), FormBody().file("file", "", "")] {
                    let response = try await server.post("/sizes", form)
                    #expect(response.status == 422)
                    #expect(response.body == expected)
                }
                #expect(try await server.post("/sizes", "a=b", type: "application/x-www-form-urlencoded").body == expected)
                #expect(try await server.post("/sizes", "", type: "text/plain").body == expected)
            }
        }
    }

    @Test func `text among several files is refused where it stands`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let expected = detail(fault("value_error", #"["body","files",1]"#, Self.noFile, input: #""text""#))
            #expect(try await server.post("/files", FormBody().file("files", "a.txt", "a").field("files", "text")).body == expected)
        }
    }

    @Test func `text in a file field is refused`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ throws in
                let expected = detail(fault("value_error", #"["body","file"]"#, Self.noFile, input: #""text""#))
                #expect(try await server.post("/sizes", FormBody().field("file", "text")).body == expected)
                #expect(try await server.post("/sizes", "file=text", type: "application/x-www-form-urlencoded").body == expected)
            }
        }
    }

    @Test func `both missing files are told at once`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ throws in
                let expected = detail(missing(#"["body","left"]"#), missing(#"["body","right"]"#))
                #expect(try await server.post("/pairs", FormBody()).body == expected)
            }
        }
    }

    @Test(
        arguments: [
            ("../x", "x"), ("..\\\\..\\\\x.txt", "x.txt"), ("/etc/passwd", "passwd"), (".htaccess", "htaccess"), ("naïve.txt", "naïve.txt"),
            ("%22q%22.txt", "\\\"q\\\".txt"),
        ]
    )
    func `a name is cleaned before it becomes a file's`(_ sent: String, _ saved: String) async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let response = try await server.post("/files", FormBody().file("file", sent, "x"))
                #expect(response.body.contains("\"saved_as\":\"\(saved)\""))
                #expect(try folder.names.count == 1)
            }
        }
    }

    @Test func `a name of which nothing is left is the client's fault`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder)) { server, _ in
                let response = try await server.post("/files", FormBody().file("file", "..", "x"))
                #expect(response.status == 400)
                #expect(response.body == #"{"detail":"\"..\" cannot be the name of a file. Send one with a letter or digit in it."}"#)
                #expect(try folder.names.isEmpty)
            }
        }
    }

    @Test func `a folder that is not there is the server's fault, and its path stays in the log`() async throws {
        let folder = TemporaryFolder(path: "/nowhere/at/all")
        try await LiveServer.run(Uploads(folder: folder)) { server, _ in
            let response = try await server.post("/files", FormBody().file("file", "a", "x"))
            #expect(response.status == 500)
            #expect(response.body == #"{"detail":"The file could not be saved. Try again later."}"#)
        }
    }
}
