import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct TemporaryFileTests {
    @Test(arguments: FileFeatures.kinds)
    func `keeps what is appended, and vanishes`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            do {
                let file = try await TemporaryFile.create(in: scratch.path, threadPool: scratch.threadPool, features: features)
                try await file.append(ByteBuffer(string: "hello "))
                try await file.append(ByteBuffer())
                try await file.append(ByteBuffer(string: "world"))
                #expect(file.size == 11)
                #expect(try await file.read(at: 3, count: 5) == ByteBuffer(string: "lo wo"))
                let names = try Scratch.names(in: scratch.path)
                #expect(names.count == (features.unnamedFiles ? 0 : 1))
                #expect(names.allSatisfy { $0.hasPrefix(".afterwork-") && $0.hasSuffix(".part") })
            }
            try await scratch.settle()
            #expect(try Scratch.names(in: scratch.path) == [])
            #expect(try Scratch.openFiles(in: scratch.path) == [])
        }
    }

    @Test func `gives each append a place of its own`() async throws {
        try await Scratch.with { scratch in
            let file = try await TemporaryFile.create(in: scratch.path, threadPool: scratch.threadPool)
            try await withThrowingTaskGroup { group in
                for number in 0..<100 {
                    group.addTask { try await file.append(ByteBuffer(repeating: UInt8(number), count: 10)) }
                }
                try await group.waitForAll()
            }
            let bytes = Array(try await file.read(at: 0, count: 1000).readableBytesView)
            let pieces = stride(from: 0, to: 1000, by: 10).map { Array(bytes[$0..<$0 + 10]) }
            #expect(pieces.allSatisfy { Set($0).count == 1 })
            #expect(Set(pieces.map { $0[0] }) == Set(0..<100))
        }
    }

    @Test func `says that it ended too early`() async throws {
        try await Scratch.with { scratch in
            let file = try await TemporaryFile.create(in: scratch.path, threadPool: scratch.threadPool)
            try await file.append(ByteBuffer(string: "hello"))
            let error = await #expect(throws: TemporaryFileError.self) { try await file.read(at: 3, count: 5) }
            #expect(error?.code == 0)
            #expect(error?.message.contains("pread failed: the file ended too early.") == true)
        }
    }

    @Test func `refuses a path with NUL in it`() async throws {
        try await Scratch.with { scratch in
            await #expect(throws: TemporaryFileError.self) {
                try await TemporaryFile.create(in: "\(scratch.path)\0/x", threadPool: scratch.threadPool)
            }
        }
    }

    @Test func `is not made on threads that were stopped`() async throws {
        try await Scratch.with { scratch in
            try await scratch.settle()
            await #expect(throws: CancellationError.self) {
                try await TemporaryFile.create(in: scratch.path, threadPool: scratch.threadPool)
            }
        }
    }
}
