public import NIOCore

// The content piece by piece, for files that are not wanted in memory as a whole.

extension UploadedFile {
    /// The content of an uploaded file, piece by piece. It can be iterated any number of times.
    public struct Chunks: AsyncSequence, Sendable {
        /// Reads one piece after another.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let file: UploadedFile
            let chunkSize: Int
            var offset = 0

            /// Reads the next piece.
            ///
            /// - Returns: The next bytes, or nil at the end.
            /// - Throws: ``TemporaryFileError`` if the file cannot be read; `CancellationError`.
            public mutating func next() async throws -> ByteBuffer? {
                let count = Swift.min(chunkSize, file.size - offset)
                guard count > 0 else { return nil }
                let start = offset
                offset += count
                switch file.content {
                case .memory(let bytes): return bytes.getSlice(at: bytes.readerIndex + start, length: count)
                case .file(let file): return try await file.read(at: start, count: count)
                }
            }
        }

        let file: UploadedFile
        let chunkSize: Int

        /// Begins at the first byte.
        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(file: file, chunkSize: chunkSize)
        }
    }

    /// The file's content, piece by piece.
    ///
    /// - Parameter size: How many bytes a piece has, from 1 to 64 MiB; the last one has what is left. Taken as the nearest of these if
    ///   it is less or more.
    /// - Returns: A sequence that reads each piece when it is asked for it.
    public func chunks(of size: Int = 64 * 1024) -> Chunks {
        Chunks(file: self, chunkSize: min(max(1, size), 64 * 1024 * 1024))
    }
}
