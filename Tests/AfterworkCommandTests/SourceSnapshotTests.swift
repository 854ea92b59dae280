import Foundation
import Testing

@testable import AfterworkCommand

@Suite struct SourceSnapshotTests {
    private static func changes(_ names: [String] = ["a.swift"], _ change: (String) throws -> Void) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(path: "afterwork-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "inner"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in names { try write("1", to: "\(folder.path)/\(name)") }
        let before = SourceSnapshot(of: [folder.path])
        try change(folder.path)
        return SourceSnapshot(of: [folder.path]).changes(since: before).map { String($0.dropFirst(folder.path.count + 1)) }
    }

    private static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    @Test func `what nobody touched has not changed`() throws {
        #expect(try Self.changes { _ in } == [])
    }

    @Test func `a file that is written, new, renamed or gone has changed`() throws {
        #expect(try Self.changes { try Self.write("22", to: "\($0)/a.swift") } == ["a.swift"])
        #expect(try Self.changes { try Self.write("2", to: "\($0)/inner/b.swift") } == ["inner/b.swift"])
        #expect(
            try Self.changes { try FileManager.default.moveItem(atPath: "\($0)/a.swift", toPath: "\($0)/b.swift") } == [
                "a.swift", "b.swift",
            ]
        )
        #expect(try Self.changes { try FileManager.default.removeItem(atPath: "\($0)/a.swift") } == ["a.swift"])
    }

    @Test func `a new file in an old one's place has changed it, though it is as long and as old`() throws {
        let changed = try Self.changes { folder in
            let date = try #require(try FileManager.default.attributesOfItem(atPath: "\(folder)/a.swift")[.modificationDate] as? Date)
            try Self.write("2", to: "\(folder)/.new")
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: "\(folder)/.new")
            #expect(rename("\(folder)/.new", "\(folder)/a.swift") == 0)
        }
        #expect(changed == ["a.swift"])
    }

    @Test(arguments: [".hidden", ".build/x.swift", "a.swift~", "#a.swift#", ".#a.swift", "4913", ".a.swift.swp", "a.swift.sb-1a2b-3c"])
    func `what editors write beside a file, and hidden files, are passed over`(_ name: String) throws {
        let changed = try Self.changes { folder in
            if name.contains("/") { try FileManager.default.createDirectory(atPath: "\(folder)/.build", withIntermediateDirectories: true) }
            try Self.write("2", to: "\(folder)/\(name)")
        }
        #expect(changed == [])
    }

    @Test func `a link that leads back is followed no further`() throws {
        let changed = try Self.changes { folder in
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/inner/back", withDestinationPath: folder)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/inner/file.swift", withDestinationPath: "\(folder)/a.swift")
        }
        #expect(changed == ["inner/file.swift"])
    }

    @Test func `what is not there is left out`() {
        #expect(SourceSnapshot(of: ["/nowhere/at/all"]) == SourceSnapshot())
    }
}
