import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import NIOCore
import TestSupport
import Testing

#if os(Linux)
/// Large files wait in a temporary file that nobody sees, and that goes when the request and its tasks are over.
@Suite(.timeLimit(.minutes(5))) struct SpoolingTests {
    /// Tells how many temporary files there are while its handler and its task have one.
    @API
    struct Watching: RouteProvider {
        let spool: TemporaryFolder
        let begun = Gate()
        let end = Gate()

        @Post("/watch")
        func watch(file: UploadedFile) throws -> Int { try spool.openFiles }

        @Post("/keep")
        func keep(file: UploadedFile, background: BackgroundTasks) {
            background.add("keep") {
                begun.open()
                try await end.wait()
                let open = try spool.openFiles
                #expect(open == 1)
                let size = try await file.bytes(upTo: .max).readableBytes
                #expect(size == file.size)
            }
        }
    }

    private static func form(bytes: Int) -> FormBody {
        FormBody().file("file", "a.bin", String(repeating: "x", count: bytes))
    }

    private static func options(_ folder: TemporaryFolder) -> UploadOptions {
        UploadOptions(spool: SpoolPolicy(directory: folder.path))
    }

    @Test(arguments: [(256 * 1024, 0), (256 * 1024 + 1, 1)])
    func `a file of more than 256 KiB is on disk, without a name`(_ size: Int, _ files: Int) async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Watching(spool: folder), uploads: Self.options(folder)) { server, _ in
                #expect(try await server.post("/watch", Self.form(bytes: size)).body == "\(files)")
                try await folder.filesClosed()
                #expect(try folder.names.isEmpty)
            }
        }
    }

    @Test func `a large file is saved whole`() async throws {
        let content = (0..<200_000).map { "\($0)\n" }.joined()
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Uploads(folder: folder), uploads: Self.options(folder)) { server, _ in
                let response = try await server.post("/files", FormBody().file("file", "a.txt", content))
                #expect(response.status == 200)
                #expect(try folder.text(of: "a.txt") == content)
                try await folder.filesClosed()
                #expect(try folder.names == ["a.txt"])
            }
        }
    }

    @Test func `a task may use the file after the response`() async throws {
        try await TemporaryFolder.use { folder in
            let watching = Watching(spool: folder)
            try await LiveServer.run(watching, uploads: Self.options(folder)) { server, runner in
                let response = try await server.post("/keep", Self.form(bytes: 1_000_000))
                #expect(response.status == 204)
                try await watching.begun.wait()
                watching.end.open()
                try await eventually { runner.statistics.finished + runner.statistics.failed == 1 }
                #expect(runner.statistics.failed == 0)
                try await folder.filesClosed()
            }
        }
    }

    @Test func `nothing is left of a form that is refused after its file`() async throws {
        try await TemporaryFolder.use { folder in
            try await LiveServer.run(Watching(spool: folder), uploads: Self.options(folder)) { server, _ in
                let form = Self.form(bytes: 1_000_000).field("note", String(repeating: "x", count: 1024 * 1024 + 1))
                #expect(try await server.post("/watch", form).status == 413)
                let other = FormBody().file("other", "a.bin", String(repeating: "x", count: 1_000_000))
                #expect(try await server.post("/watch", other).status == 422)
                try await folder.filesClosed()
                #expect(try folder.names.isEmpty)
            }
        }
    }
}
#endif
