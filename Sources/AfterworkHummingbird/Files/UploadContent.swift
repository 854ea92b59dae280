import NIOCore

/// Where the bytes of an uploaded file are.
enum UploadContent: Sendable {
    case memory(ByteBuffer)
    case file(TemporaryFile)

    /// How many bytes there are.
    var size: Int {
        switch self {
        case .memory(let bytes): bytes.readableBytes
        case .file(let file): file.size
        }
    }
}
