import NIOCore
import NIOPosix

/// Puts the entries of a form together from the events of a parser.
struct FormAssembly {
    private(set) var entries: [MultipartForm.Entry] = []
    private let spool: SpoolPolicy
    private let threadPool: NIOThreadPool
    private var memoryLeft: Int
    private var header = MultipartPartHeader(name: "")
    // Of the part that is being read: its text, or its file. Each is changed in place, so that it is not copied as it grows.
    private var text = ByteBuffer()
    private var file: FileSpool?

    /// Begins a form without entries.
    init(spool: SpoolPolicy, threadPool: NIOThreadPool) {
        self.spool = spool
        self.threadPool = threadPool
        memoryLeft = spool.memoryPerForm
    }

    /// Takes the next event.
    ///
    /// - Throws: ``MultipartError`` if a field's text is not UTF-8, ``TemporaryFileError`` if a file could not be kept.
    mutating func take(_ event: MultipartEvent) async throws {
        switch event {
        case .partBegan(let header): begin(header)
        case .partData(let bytes) where file == nil: text.writeImmutableBuffer(bytes)
        case .partData(let bytes): try await file?.append(bytes)
        case .partEnded where file == nil: try endField()
        case .partEnded: try await endFile()
        }
    }

    private mutating func begin(_ header: MultipartPartHeader) {
        self.header = header
        text = ByteBuffer()
        file = nil
        guard header.filename != nil else { return }
        // Below what a ByteBuffer can hold (4 GiB), which doubles to grow.
        let threshold = min(spool.memoryThreshold, memoryLeft, 1024 * 1024 * 1024)
        file = FileSpool(threshold: threshold, directory: spool.directory, threadPool: threadPool)
    }

    private mutating func endField() throws {
        guard let text = String(validating: text.readableBytesView, as: UTF8.self) else {
            throw MultipartError(.fieldNotUTF8(part: .init(number: entries.count + 1, name: header.name)))
        }
        entries.append(.init(name: header.name, value: .field(text)))
    }

    private mutating func endFile() async throws {
        guard let content = try await file?.finish() else { return }
        file = nil
        if case .memory(let bytes) = content { memoryLeft -= bytes.readableBytes }
        let uploaded = UploadedFile(
            filename: header.filename ?? "",
            contentType: header.contentType,
            content: content,
            threadPool: threadPool
        )
        entries.append(.init(name: header.name, value: .file(uploaded)))
    }
}
