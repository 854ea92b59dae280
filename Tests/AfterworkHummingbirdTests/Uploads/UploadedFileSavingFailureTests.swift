import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct UploadedFileSavingFailureTests {
    @Test(arguments: ["", ".", "..", "\0", "a/"])
    func `refuses a name of which nothing is left`(_ filename: String) async throws {
        try await Scratch.with { scratch in
            let error = await #expect(throws: FileSaveError.self) {
                try await UploadedFile.inMemory(filename, "hello", scratch).save(into: scratch.path)
            }
            #expect(error?.reason == .invalidName)
            #expect(error?.status == 400)
            let names = try Scratch.names(in: scratch.path)
            #expect(names == [])
        }
    }

    @Test(arguments: FileFeatures.kinds)
    func `saves nothing when its task was cancelled before`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            let file = try await UploadedFile.onDisk("a.txt", "hello", scratch, features: features)
            await withThrowingTaskGroup(of: SavedFile.self) { group in
                group.cancelAll()
                group.addTask { try await file.save(into: folder, as: nil, features: features) }
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            let names = try Scratch.names(in: folder)
            #expect(names == [])
        }
    }

    @Test(arguments: FileFeatures.kinds)
    func `says that the folder is missing, or no folder`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            try Data().write(to: URL(filePath: "\(scratch.path)/file"))
            let file = try await UploadedFile.onDisk("a.txt", "hello", scratch, features: features)
            let missing = await #expect(throws: FileSaveError.self) {
                try await file.save(into: "\(scratch.path)/none", as: nil, features: features)
            }
            #expect(missing?.reason == .missingDirectory)
            #expect(missing?.status == 500)
            #expect(missing?.name == "a.txt")
            #expect(missing?.message == "\"a.txt\" was not saved: the folder \"\(scratch.path)/none\" does not exist. Create it.")
            let wrong = await #expect(throws: FileSaveError.self) {
                try await file.save(into: "\(scratch.path)/file", as: nil, features: features)
            }
            #expect(wrong?.reason == .notADirectory)
        }
    }

    @Test(arguments: FileFeatures.kinds)
    func `leaves nothing behind when every name is taken`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            let opened = try OpenDirectory(path: scratch.path)
            do {
                let staged = try NewFile.staged(in: opened, features: features)
                try staged.link(as: "a", in: opened)
                #expect(throws: SystemCallError(call: "linkat", code: EEXIST)) { try staged.link(as: "a", in: opened) }
            }
            #expect(try Scratch.names(in: scratch.path) == ["a"])
        }
    }
}
