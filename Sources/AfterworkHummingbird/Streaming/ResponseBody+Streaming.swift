package import Hummingbird
package import NIOCore

/// The client closed its side of the connection while it was being answered.
struct ClientLeft: Error {}

extension ResponseBody {
    /// A body of the pieces that a sequence has. The next one is asked for when the one before was written, and no more are when the
    /// client has left.
    package static func streaming<Pieces: AsyncSequence & Sendable>(
        _ pieces: Pieces,
        _ bytes: @escaping @Sendable (Pieces.Element) -> ByteBuffer
    ) -> ResponseBody {
        ResponseBody { writer in
            let (buffers, output) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            let (written, acknowledgement) = AsyncStream.makeStream(of: Void.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    var written = written.makeAsyncIterator()
                    do {
                        for try await piece in pieces {
                            output.yield(bytes(piece))
                            guard await written.next() != nil else { return }
                        }
                        output.finish()
                    } catch {
                        output.finish(throwing: error)
                    }
                }
                if let wait = RequestScope.current?.waitUntilClientLeaves {
                    group.addTask {
                        await wait()
                        output.finish(throwing: ClientLeft())
                    }
                }
                for try await buffer in buffers {
                    try await writer.write(buffer)
                    acknowledgement.yield()
                }
            }
            try await writer.finish(nil)
        }
    }
}
