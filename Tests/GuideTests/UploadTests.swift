import TestSupport
import Testing

/// Documents whose names and fields are not as the tutorial has them.
@Suite(.timeLimit(.minutes(5))) struct UploadTests {
    private static func reply(_ filename: String, _ size: Int) -> String {
        "{\"filename\":\"\(filename)\",\"file_size\":\(size),\"status\":\"uploaded\","
            + "\"message\":\"File uploaded successfully and is being processed\"}"
    }

    @Test func `a second upload of one name is kept beside the first, under the name that is answered`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("first", to: "a.txt")
            try folder.write("second!", to: "b.txt")
            let end = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)/documents/upload"
                let first = try await Curl.run("-F", "file=@a.txt", url, in: folder)
                #expect(first == Self.reply("a.txt", 5))
                let second = try await Curl.run("-F", "file=@b.txt;filename=a.txt", url, in: folder)
                #expect(second == Self.reply("a-2.txt", 7))
                let document = try await Curl.run("http://127.0.0.1:\(guide.port)/documents/a-2.txt", in: folder)
                #expect(document == "second!")
            }
            #expect(end.output.sorted() == ["Processed document: a-2.txt (7 bytes)", "Processed document: a.txt (5 bytes)"])
            #expect(try folder.text(of: "data/document_analysis.json").contains(#""filename":"a-2.txt""#))
            #expect(try folder.names(in: "data/uploads") == ["a-2.txt", "a.txt"])
            #expect(try folder.text(of: "data/uploads/a.txt") == "first")
            #expect(try folder.text(of: "data/uploads/a-2.txt") == "second!")
        }
    }

    @Test func `whoever sends no uploaded_by is user, in a query it does not count`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("x", to: "a.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                _ = try await Curl.run("-F", "file=@a.txt", "http://127.0.0.1:\(guide.port)/documents/upload?uploaded_by=eve", in: folder)
                _ = await guide.output.first(containing: "Processed document")
            }
            #expect(try folder.text(of: "data/document_analysis.json").contains(#""uploaded_by":"user","word_count":0,"#))
        }
    }

    @Test(arguments: ["../x", "../../x", "/tmp/x", "..\\\\x", "uploads/../../x"])
    func `nothing is written outside uploads`(_ filename: String) async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("evil", to: "a.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "-F",
                    "file=@a.txt;filename=\"\(filename)\"",
                    "-w",
                    "%{http_code}",
                    "http://127.0.0.1:\(guide.port)/documents/upload",
                    in: folder
                )
                #expect(reply.hasSuffix("200"))
                _ = await guide.output.first(containing: "Processed document")
            }
            #expect(try folder.names(in: "data/uploads") == ["x"])
            let names = try folder.names(in: "data").filter { !$0.hasPrefix("jobs.sqlite") }
            #expect(names == ["document_analysis.json", "document_analysis.ledger", "uploads"])
            #expect(try folder.names(in: ".") == ["a.txt", "data"])
        }
    }

    @Test(arguments: ["..", ".", " "])
    func `a name that cannot be a file's is refused`(_ filename: String) async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("x", to: "a.txt")
            let end = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "-F",
                    "file=@a.txt;filename=\"\(filename)\"",
                    "-w",
                    "%{http_code}",
                    "http://127.0.0.1:\(guide.port)/documents/upload",
                    in: folder
                )
                #expect(reply.hasSuffix("400"))
            }
            #expect(end.output.isEmpty)
            #expect(try folder.names(in: "data/uploads").isEmpty)
        }
    }

    @Test func `a large document is saved as it is, though curl waits to be asked for it`() async throws {
        let content = String(repeating: "0123456789abcde\n", count: 200_000)
        try await TemporaryFolder.use { folder in
            try folder.write(content, to: "large.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)/documents/upload"
                let reply = try await Curl.run("-H", "Expect: 100-continue", "-F", "file=@large.txt", url, in: folder)
                #expect(reply == Self.reply("large.txt", 3_200_000))
            }
            #expect(try folder.text(of: "data/uploads/large.txt") == content)
            #expect(try folder.names(in: "data/uploads") == ["large.txt"])
        }
    }
}
