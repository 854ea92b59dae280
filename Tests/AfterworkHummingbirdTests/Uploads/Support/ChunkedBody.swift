import NIOCore

/// A request's body that arrives in chunks, and may end in an error.
struct ChunkedBody: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        var chunks: ArraySlice<ByteBuffer>
        let error: (any Error)?

        mutating func next() async throws -> ByteBuffer? {
            if let chunk = chunks.popFirst() { return chunk }
            if let error { throw error }
            return nil
        }
    }

    var chunks: [ByteBuffer]
    var error: (any Error)?

    init(_ body: [UInt8], chunkSizes: [Int] = []) {
        chunks = []
        var rest = body[...]
        for size in chunkSizes + [body.count] where !rest.isEmpty {
            chunks.append(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(chunks: chunks[...], error: error)
    }
}
