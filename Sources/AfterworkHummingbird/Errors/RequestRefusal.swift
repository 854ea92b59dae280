import AfterworkJSON
public import HTTPTypes
public import Hummingbird
import NIOCore

/// A request that is refused with one sentence: `{"detail":"…"}`.
public struct RequestRefusal: HTTPResponseError, Hashable {
    /// The status of the response.
    public let status: HTTPResponse.Status
    /// Why, and what to do, for the client's author.
    public let detail: String
    /// Header fields of the response besides the content type.
    public let headers: HTTPFields

    /// Makes a refusal.
    ///
    /// - Parameters:
    ///   - status: The status of the response.
    ///   - detail: Why, and what to do.
    ///   - headers: Header fields of the response besides the content type.
    public init(status: HTTPResponse.Status, detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    /// The refusal as the client sees it.
    public func response(from request: Request, context: some RequestContext) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("detail")
        writer.write(detail)
        writer.endObject()
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }
}
