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
