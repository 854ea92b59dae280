import NIOCore
import NIOPosix

@testable import AfterworkHummingbird

extension UploadedFile {
    /// Whether the content is in a temporary file.
    var isOnDisk: Bool {
        if case .file = content { true } else { false }
    }

    /// A file in memory.
    static func inMemory(_ filename: String, _ text: String, _ scratch: Scratch) -> UploadedFile {
        UploadedFile(filename: filename, bytes: ByteBuffer(string: text), threadPool: scratch.threadPool)
    }

    /// A file in a temporary file.
    static func onDisk(
        _ filename: String,
        _ text: String,
        _ scratch: Scratch,
        in directory: String? = nil,
        features: FileFeatures = .detected
    ) async throws -> UploadedFile {
        let file = try await TemporaryFile.create(in: directory ?? scratch.path, threadPool: scratch.threadPool, features: features)
        try await file.append(ByteBuffer(string: text))
        return UploadedFile(filename: filename, contentType: nil, content: .file(file), threadPool: scratch.threadPool)
    }
}

extension FileFeatures {
    /// What macOS has: neither files without a name nor `/proc`.
    static let none = FileFeatures(unnamedFiles: false, linksFromProc: false)
    /// What a Linux without `/proc` has.
    static let withoutProc = FileFeatures(unnamedFiles: true, linksFromProc: false)
    /// Every kind of system that this one can stand for.
    static let kinds: [FileFeatures] = [.detected, .withoutProc, .none]
}
