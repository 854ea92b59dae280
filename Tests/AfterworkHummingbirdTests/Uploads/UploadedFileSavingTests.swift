import Foundation
import NIOCore
import Testing

@testable import AfterworkHummingbird

@Suite struct UploadedFileSavingTests {
    @Test(arguments: FileFeatures.kinds)
    func `saves files from memory and from disk`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            let memory = UploadedFile.inMemory("a.txt", "in memory", scratch)
            let disk = try await UploadedFile.onDisk("b.txt", "on disk", scratch, features: features)
            #expect(
                try await memory.save(into: folder, as: nil, features: features)
                    == SavedFile(path: "\(folder)/a.txt", name: "a.txt", size: 9)
            )
            #expect(
                try await disk.save(into: folder + "/", as: "c", features: features) == SavedFile(path: "\(folder)/c", name: "c", size: 7)
            )
            #expect(try Scratch.text(of: "\(folder)/a.txt") == "in memory")
            #expect(try Scratch.text(of: "\(folder)/c") == "on disk")
            #expect(try Scratch.names(in: folder) == ["a.txt", "c"])
        }
    }

    @Test(arguments: FileFeatures.kinds)
    func `saves one upload twice as two files`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            let file = try await UploadedFile.onDisk("a.txt", "hello", scratch, features: features)
            let first = try await file.save(into: folder, as: nil, features: features)
            let second = try await file.save(into: folder, as: nil, features: features)
            #expect([first.name, second.name] == ["a.txt", "a-2.txt"])
            try Data("changed".utf8).write(to: URL(filePath: second.path))
            #expect(try Scratch.text(of: first.path) == "hello")
            #expect(try Scratch.text(of: second.path) == "changed")
        }
    }

    @Test func `links a file of the same file system instead of copying it`() async throws {
        try await Scratch.with { scratch in
            guard FileFeatures.detected.linksFromProc else { return }
            let folder = try scratch.folder("target")
            let file = try await UploadedFile.onDisk("a.txt", "hello", scratch)
            let saved = try await file.save(into: folder)
            guard case .file(let temporary) = file.content else { return }
            // What is written to the one can be read in the other.
            try await temporary.append(ByteBuffer(string: "!"))
            #expect(try Scratch.text(of: saved.path) == "hello!")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/shm")), arguments: FileFeatures.kinds)
    func `copies to another file system`(features: FileFeatures) async throws {
        try await Scratch.with(in: "/dev/shm") { other in
            try await Scratch.with { scratch in
                let text = String(repeating: "0123456789", count: 100_000)
                let file = try await UploadedFile.onDisk("a.txt", text, scratch, features: features)
                let saved = try await file.save(into: other.path, as: nil, features: features)
                #expect(try Scratch.text(of: saved.path) == text)
                #expect(try Scratch.names(in: other.path) == ["a.txt"])
            }
        }
    }

    @Test(arguments: [
        ("../x", "x"), ("/etc/passwd", "passwd"), ("a/b", "b"), ("x\0y", "xy"), ("CON", "_CON"), ("🦄.txt", "🦄.txt"),
        (".htaccess", "htaccess"), ("x.txt.", "x.txt"), (String(repeating: "x", count: 300), String(repeating: "x", count: 255)),
    ])
    func `stays in its folder, whatever the name`(_ filename: String, name: String) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("outer/target")
            for expected in [name, FileName.shortened(name, adding: "-2")] {
                let saved = try await UploadedFile.inMemory(filename, "hello", scratch).save(into: folder)
                #expect(saved.name == expected)
                #expect(try Scratch.text(of: "\(folder)/\(expected)") == "hello")
            }
            #expect(try Scratch.names(in: folder).count == 2)
            #expect(try Scratch.names(in: "\(scratch.path)/outer") == ["target"])
        }
    }

    @Test(arguments: [2, 200], FileFeatures.kinds)
    func `keeps all contents of saves side by side`(count: Int, features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            let names = try await withThrowingTaskGroup { group in
                for number in 0..<count {
                    group.addTask {
                        let file: UploadedFile =
                            number.isMultiple(of: 2)
                            ? .inMemory("a.txt", "\(number)", scratch)
                            : try await .onDisk("a.txt", "\(number)", scratch, features: features)
                        return try await file.save(into: folder, as: nil, features: features).name
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(try Set(Scratch.names(in: folder)) == names)
            let texts = try names.map { try Scratch.text(of: "\(folder)/\($0)") }
            #expect(Set(texts) == Set((0..<count).map(String.init)))
            #expect(names.isSuperset(of: count == 2 ? ["a.txt", "a-2.txt"] : ["a.txt", "a-2.txt", "a-10.txt"]))
        }
    }

    @Test func `stays quick with many files of one name`() throws {
        var taken = Set<String>()
        for _ in 0..<10_000 {
            let name = AlternativeNames(name: "a.txt").first { !taken.contains($0) }
            taken.insert(try #require(name))
        }
        #expect(taken.count == 10_000)
        #expect(Array(AlternativeNames(name: "a.txt")).count == AlternativeNames.most)
        #expect(Array(AlternativeNames(name: "a.txt").prefix(3)) == ["a.txt", "a-2.txt", "a-3.txt"])
    }

    @Test(arguments: FileFeatures.kinds, ["outside", "missing"])
    func `neither follows nor overwrites a link with the wanted name`(features: FileFeatures, target: String) async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            try Data("untouched".utf8).write(to: URL(filePath: "\(scratch.path)/outside"))
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/a.txt", withDestinationPath: "../\(target)")
            for file in [
                UploadedFile.inMemory("a.txt", "hello", scratch), try await .onDisk("a.txt", "hello", scratch, features: features),
            ] {
                try await file.save(into: folder, as: nil, features: features)
            }
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/a.txt") == "../\(target)")
            #expect(try Scratch.text(of: "\(scratch.path)/outside") == "untouched")
            #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/missing"))
            #expect(try Scratch.text(of: "\(folder)/a-2.txt") == "hello")
            #expect(try Scratch.text(of: "\(folder)/a-3.txt") == "hello")
        }
    }

    @Test(arguments: FileFeatures.kinds)
    func `keeps a folder with the wanted name`(features: FileFeatures) async throws {
        try await Scratch.with { scratch in
            _ = try scratch.folder("a")
            let saved = try await UploadedFile.inMemory("a", "hello", scratch).save(into: scratch.path, as: nil, features: features)
            #expect(saved.name == "a-2")
        }
    }

    @Test func `gives a saved file the permissions of any other`() async throws {
        try await Scratch.with { scratch in
            let folder = try scratch.folder("target")
            #expect(FileManager.default.createFile(atPath: "\(folder)/other", contents: Data()))
            let other = try FileManager.default.attributesOfItem(atPath: "\(folder)/other")[.posixPermissions] as? Int
            for features in FileFeatures.kinds {
                for file in [UploadedFile.inMemory("a", "x", scratch), try await .onDisk("a", "x", scratch, features: features)] {
                    let path = try await file.save(into: folder, as: nil, features: features).path
                    #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == other)
                }
            }
        }
    }
}
