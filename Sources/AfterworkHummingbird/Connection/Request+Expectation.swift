import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

extension Request {
    /// Has a client that waits for `100 Continue` get it when the handler first reads the body (RFC 9110, 10.1.1).
    ///
    /// Not earlier: a request that is refused for its size must not be asked for its body, and an earlier response on the same
    /// connection must be out first.
    mutating func answerExpectation(on channel: any Channel) {
        guard headers.first(.expect)?.lowercased() == "100-continue" else { return }
        body = RequestBody(asyncSequence: ExpectedBody(base: body, channel: channel))
    }
}

/// A request body that asks for itself when it is first read.
private struct ExpectedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let base: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var channel: (any Channel)?

        mutating func next() async throws -> ByteBuffer? {
            if let channel {
                self.channel = nil
                channel.writeAndFlush(HTTPResponsePart.head(HTTPResponse(status: .continue)), promise: nil)
            }
            return try await base.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), channel: channel)
    }
}
