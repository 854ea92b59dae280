import Foundation
import HTTPTypes
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartFormTests {
    private static let contentType = "multipart/form-data; boundary=b"

    private static func field(_ name: String, _ text: String) -> String {
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n"
    }

    private static func file(_ name: String, _ filename: String, _ text: String) -> String {
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"; filename=\"\(filename)\"\r\nContent-Type: text/x\r\n\r\n\(text)\r\n"
    }

    private static func body(_ parts: String..., chunkSize: Int = 10) -> ChunkedBody {
        let body = Array((parts.joined() + "--b--\r\n").utf8)
        return ChunkedBody(body, chunkSizes: Array(repeating: chunkSize, count: body.count / chunkSize))
    }

    @Test func `gives fields and files in order`() async throws {
        let form = try await MultipartForm.read(
            Self.body(Self.field("a", "1"), Self.file("f", "x.txt", "hello"), Self.field("a", "ü"), Self.file("f", "", "")),
            contentType: Self.contentType
        )
        #expect(form.entries.map(\.name) == ["a", "f", "a", "f"])
        #expect(form.fields("a") == ["1", "ü"])
        #expect(form.fields("f") == [])
        let files = form.files("f")
        #expect(form.files("a").isEmpty)
        #expect(files.map(\.filename) == ["x.txt", ""])
        #expect(files.map(\.size) == [5, 0])
        #expect(files.map(\.contentType) == ["text/x", "text/x"])
        #expect(try await files[0].bytes(upTo: 5) == ByteBuffer(string: "hello"))
    }

    @Test func `keeps small files in memory, and large ones in nameless files on disk`() async throws {
        try await Scratch.with { scratch in
            do {
                let form = try await MultipartForm.read(
                    Self.body(Self.file("f", "small", "12345"), Self.file("f", "large", "123456")),
                    contentType: Self.contentType,
                    spool: SpoolPolicy(memoryThreshold: 5, directory: scratch.path),
                    threadPool: scratch.threadPool
                )
                #expect(form.files("f").map(\.isOnDisk) == [false, true])
                #expect(try await form.files("f")[1].bytes(upTo: 6) == ByteBuffer(string: "123456"))
                #if os(Linux)
                #expect(try Scratch.names(in: scratch.path) == [])
                #expect(try Scratch.openFiles(in: scratch.path).count == 1)
                #endif
            }
            try await scratch.settle()
            #expect(try Scratch.openFiles(in: scratch.path) == [])
        }
    }

    @Test func `holds no more in memory than one form may`() async throws {
        try await Scratch.with { scratch in
            let form = try await MultipartForm.read(
                Self.body(Self.file("f", "a", "1234"), Self.file("f", "b", "1234"), Self.file("f", "c", "1234"), Self.file("f", "d", "12")),
                contentType: Self.contentType,
                spool: SpoolPolicy(memoryThreshold: 5, memoryPerForm: 10, directory: scratch.path),
                threadPool: scratch.threadPool
            )
            #expect(form.files("f").map(\.isOnDisk) == [false, false, true, false])
        }
    }

    @Test func `lets a file outlive its form`() async throws {
        try await Scratch.with { scratch in
            var files = try await MultipartForm.read(
                Self.body(Self.file("f", "large", "123456")),
                contentType: Self.contentType,
                spool: SpoolPolicy(memoryThreshold: 0, directory: scratch.path),
                threadPool: scratch.threadPool
            ).files("f")
            #expect(try await files[0].bytes(upTo: 6) == ByteBuffer(string: "123456"))
            files = []
            try await scratch.settle()
            #expect(try Scratch.openFiles(in: scratch.path) == [])
        }
    }

    @Test func `refuses a form whose length is declared too large before it reads`() async throws {
        let limits = MultipartLimits(totalBytes: 100)
        var body = ChunkedBody([])
        body.error = CancellationError()
        let error = await #expect(throws: MultipartError.self) {
            try await MultipartForm.read(body, contentType: Self.contentType, declaredLength: 101, limits: limits)
        }
        #expect(error?.reason == .bodyTooLarge(declared: 101, limit: 100))
        await #expect(throws: CancellationError.self) {
            try await MultipartForm.read(body, contentType: Self.contentType, declaredLength: 100, limits: limits)
        }
    }

    @Test func `refuses text that is not UTF-8, and takes it in a file`() async throws {
        let bytes: [UInt8] = [0x61, 0xFF]
        let end = Array("\r\n--b--".utf8)
        let field = Array("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n".utf8) + bytes + end
        let error = await #expect(throws: MultipartError.self) {
            try await MultipartForm.read(ChunkedBody(field), contentType: Self.contentType)
        }
        #expect(error?.reason == .fieldNotUTF8(part: .init(number: 1, name: "a")))
        #expect(error?.status == 400)
        let file = Array("--b\r\nContent-Disposition: form-data; name=a; filename=x\r\n\r\n".utf8) + bytes + end
        let form = try await MultipartForm.read(ChunkedBody(file), contentType: Self.contentType)
        #expect(try await form.files("a").first?.bytes(upTo: 2) == ByteBuffer(bytes: bytes))
    }

    @Test func `passes on the body's error, and leaves nothing on disk`() async throws {
        struct Disconnected: Error {}
        try await Scratch.with { scratch in
            var body = Self.body(Self.file("f", "x", String(repeating: "x", count: 1000)))
            body.chunks.removeLast(5)
            body.error = Disconnected()
            await #expect(throws: Disconnected.self) {
                try await MultipartForm.read(
                    body,
                    contentType: Self.contentType,
                    spool: SpoolPolicy(memoryThreshold: 0, directory: scratch.path),
                    threadPool: scratch.threadPool
                )
            }
            try await scratch.settle()
            #expect(try Scratch.names(in: scratch.path) == [])
            #expect(try Scratch.openFiles(in: scratch.path) == [])
        }
    }

    @Test func `refuses a body that was cut off inside a file`() async throws {
        let body = ChunkedBody(Array(Self.file("f", "x", "hello").utf8))
        let error = await #expect(throws: MultipartError.self) { try await MultipartForm.read(body, contentType: Self.contentType) }
        #expect(error?.reason == .truncated(part: .init(number: 1, name: "f", filename: "x")))
    }

    @Test func `says which folder for temporary files is missing`() async throws {
        try await Scratch.with { scratch in
            let error = await #expect(throws: TemporaryFileError.self) {
                try await MultipartForm.read(
                    Self.body(Self.file("f", "x", "hello")),
                    contentType: Self.contentType,
                    spool: SpoolPolicy(memoryThreshold: 0, directory: "\(scratch.path)/none"),
                    threadPool: scratch.threadPool
                )
            }
            #expect(error?.directory == "\(scratch.path)/none")
            #expect(error?.status == 500)
            #expect(error?.message.contains("\(scratch.path)/none\": open failed: No such file or directory. Create the folder") == true)
        }
    }

    @Test(arguments: UInt64(1)...4)
    func `leaves nothing behind after a thousand damaged bodies with files on disk`(seed: UInt64) async throws {
        var mutation = Mutation(random: SplitMix64(seed: seed))
        let corpus = MultipartCorpus.accepted.filter { $0.body.count < 500 && $0.parts.contains { $0.header.filename != nil } }
        try await Scratch.with { scratch in
            let spool = SpoolPolicy(memoryThreshold: 2, directory: scratch.path)
            for round in 0..<1000 {
                let entry = corpus[round % corpus.count]
                let body = mutation.damaged(entry.body)
                let chunks = ChunkedBody(body, chunkSizes: mutation.chunkSizes(of: body.count))
                let error = Parsed(body, boundary: entry.boundary).error
                do {
                    _ = try await MultipartForm.read(
                        chunks,
                        contentType: Self.contentType,
                        spool: spool,
                        threadPool: scratch.threadPool
                    )
                    #expect(error == nil)
                } catch let refused as MultipartError {
                    if case .fieldNotUTF8 = refused.reason { continue }
                    #expect(refused.reason == error)
                }
            }
            try await scratch.settle()
            #expect(try Scratch.names(in: scratch.path) == [])
            #expect(try Scratch.openFiles(in: scratch.path) == [])
        }
    }
}
