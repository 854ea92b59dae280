import HTTPTypes
import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct UploadedFileTests {
    @Test func `gives its bytes, from memory and from disk`() async throws {
        try await Scratch.with { scratch in
            for file in [UploadedFile.inMemory("x", "hello", scratch), try await .onDisk("x", "hello", scratch)] {
                #expect(file.size == 5)
                #expect(try await file.bytes(upTo: 5) == ByteBuffer(string: "hello"))
                #expect(try await file.bytes(upTo: .max) == ByteBuffer(string: "hello"))
                let error = await #expect(throws: MultipartError.self) { try await file.bytes(upTo: 4) }
                #expect(error?.reason == .fileTooLargeToRead(filename: "x", size: 5, limit: 4))
                #expect(error?.status == 413)
                #expect(error?.message == "File \"x\" has 5 bytes and exceeded maximum size of 4 bytes. Send a smaller file.")
            }
        }
    }

    @Test(arguments: [
        (2, ["he", "ll", "o"]), (5, ["hello"]), (100, ["hello"]), (0, ["h", "e", "l", "l", "o"]), (.min, ["h", "e", "l", "l", "o"]),
    ])
    func `gives its content in chunks, any number of times`(size: Int, chunks: [String]) async throws {
        try await Scratch.with { scratch in
            for file in [UploadedFile.inMemory("x", "hello", scratch), try await .onDisk("x", "hello", scratch)] {
                for _ in 1...2 {
                    var read: [String] = []
                    for try await chunk in file.chunks(of: size) { read.append(String(buffer: chunk)) }
                    #expect(read == chunks)
                }
            }
        }
    }

    @Test func `gives no chunks of an empty file`() async throws {
        try await Scratch.with { scratch in
            for file in [UploadedFile.inMemory("x", "", scratch), try await .onDisk("x", "", scratch)] {
                var iterator = file.chunks().makeAsyncIterator()
                #expect(try await iterator.next() == nil)
                #expect(try await file.bytes(upTo: 0) == ByteBuffer())
            }
        }
    }

    @Test func `reads a chunk from the middle of a buffer`() async throws {
        try await Scratch.with { scratch in
            var bytes = ByteBuffer(string: "..hello")
            bytes.moveReaderIndex(forwardBy: 2)
            let file = UploadedFile(filename: "x", bytes: bytes, threadPool: scratch.threadPool)
            var read = ""
            for try await chunk in file.chunks(of: 3) { read += String(buffer: chunk) }
            #expect(read == "hello")
        }
    }
}
