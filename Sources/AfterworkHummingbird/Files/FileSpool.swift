import NIOCore
import NIOPosix

/// The content of a file that is still arriving: in memory up to a threshold, from then on in a temporary file.
struct FileSpool {
    /// How many bytes are gathered for one write.
    private static let writeSize = 128 * 1024

    private let threshold: Int
    private let directory: String
    private let threadPool: NIOThreadPool
    private var held = ByteBuffer()
    private var temporary: TemporaryFile?

    /// Begins an empty file.
    ///
    /// - Parameters:
    ///   - threshold: How many bytes stay in memory.
    ///   - directory: The folder for the temporary file.
    ///   - threadPool: The threads on which it is written.
    init(threshold: Int, directory: String, threadPool: NIOThreadPool) {
        self.threshold = threshold
        self.directory = directory
        self.threadPool = threadPool
    }

    /// Adds bytes at the end.
    ///
    /// - Throws: ``TemporaryFileError``, or `CancellationError`.
    mutating func append(_ bytes: ByteBuffer) async throws {
        held.writeImmutableBuffer(bytes)
        guard held.readableBytes > (temporary == nil ? threshold : Self.writeSize) else { return }
        try await flush()
    }

    /// Ends the file and returns its content.
    ///
    /// - Throws: ``TemporaryFileError``, or `CancellationError`.
    mutating func finish() async throws -> UploadContent {
        guard temporary != nil else { return .memory(held) }
        if held.readableBytes > 0 { try await flush() }
        return temporary.map { .file($0) } ?? .memory(held)
    }

    private mutating func flush() async throws {
        let file: TemporaryFile
        if let temporary {
            file = temporary
        } else {
            file = try await TemporaryFile.create(in: directory, threadPool: threadPool)
            temporary = file
        }
        try await file.append(held)
        held.clear()
    }
}
