public import NIOCore
public import NIOPosix

/// A file that a client sent with a form.
///
/// Small files are in memory, large ones in a temporary file that vanishes soon after the last copy of this value was let go; save the
/// file to keep it.
///
/// ```swift
/// let saved = try await file.save(into: "/srv/uploads")
/// print(saved.path)   // /srv/uploads/report.pdf, or report-2.pdf if there was one
/// ```
public struct UploadedFile: Sendable {
    /// The file's name, as the client sent it: anything, and empty if a browser's user chose no file. ``save(into:as:)`` cleans it; do
    /// not use it as a path yourself.
    public let filename: String
    /// The file's media type, as the client sent it, or nil if it sent none. Nobody checked that the content is of this type.
    public let contentType: String?
    /// How many bytes the file has.
    public let size: Int

    let content: UploadContent
    let threadPool: NIOThreadPool

    /// Makes a file of bytes in memory, such as for a test of a handler.
    ///
    /// - Parameters:
    ///   - filename: The file's name.
    ///   - contentType: The file's media type, or nil.
    ///   - bytes: The file's content.
    ///   - threadPool: The threads on which it is saved.
    public init(filename: String, contentType: String? = nil, bytes: ByteBuffer, threadPool: NIOThreadPool = .singleton) {
        self.init(filename: filename, contentType: contentType, content: .memory(bytes), threadPool: threadPool)
    }

    init(filename: String, contentType: String?, content: UploadContent, threadPool: NIOThreadPool) {
        self.filename = filename
        self.contentType = contentType
        self.content = content
        self.threadPool = threadPool
        size = content.size
    }

    /// The file's content, whole.
    ///
    /// - Parameter limit: How many bytes it may have.
    /// - Returns: All its bytes.
    /// - Throws: ``MultipartError`` with status 413 if the file has more than `limit` bytes, or more than the 1 GiB that is read into one
    ///   buffer at most; ``TemporaryFileError`` if it cannot be read; `CancellationError`.
    public func bytes(upTo limit: Int) async throws -> ByteBuffer {
        let limit = min(limit, 1024 * 1024 * 1024)
        guard size <= limit else { throw MultipartError(.fileTooLargeToRead(filename: filename, size: size, limit: limit)) }
        switch content {
        case .memory(let bytes): return bytes
        case .file(let file): return try await file.read(at: 0, count: size)
        }
    }
}
