import AfterworkHummingbird
import HTTPTypes
public import Hummingbird
public import NIOCore

/// A response that is sent while it is made, piece by piece.
///
/// ```swift
/// @Get("/export")
/// func export() -> StreamReply { StreamReply(rows.map { ByteBuffer(string: $0.csv) }, contentType: "text/csv") }
/// ```
public struct StreamReply: RouteOutput {
    private let contentType: String
    private let body: @Sendable () -> ResponseBody

    /// Makes a reply.
    ///
    /// - Parameters:
    ///   - pieces: What to send. When the client leaves, the task that waits for the next one is cancelled. An error cuts the response
    ///     off.
    ///   - contentType: What it is.
    public init<Pieces: AsyncSequence & Sendable>(_ pieces: Pieces, contentType: String = "application/octet-stream")
    where Pieces.Element == ByteBuffer {
        self.contentType = contentType
        body = { ResponseBody.streaming(pieces) { $0 } }
    }

    /// A response without a declared length.
    public func response(from request: Request, context: any RequestContext) -> Response {
        Response(status: .ok, headers: [.contentType: contentType], body: body())
    }
}

/// The client closed its side of the connection while it was being answered.
struct ClientLeft: Error {}

extension ResponseBody {
    /// A body of the pieces that a sequence has. The next one is asked for when the one before was written, and no more are when the
    /// client has left.
    static func streaming<Pieces: AsyncSequence & Sendable>(
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
