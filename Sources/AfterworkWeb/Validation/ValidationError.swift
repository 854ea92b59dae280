import AfterworkJSON
import HTTPTypes
public import Hummingbird
import NIOCore

/// A request whose parameters do not fit its route: answered 422 with every fault at once, before the handler runs.
public struct ValidationError: HTTPResponseError, Hashable {
    /// What does not fit, in the order of the handler's parameters.
    public let faults: [ValidationFault]

    @usableFromInline
    init(faults: [ValidationFault]) {
        self.faults = faults
    }

    /// 422 Unprocessable Content (RFC 9110, 15.5.21).
    public var status: HTTPResponse.Status { .unprocessableContent }

    /// The faults as FastAPI's clients expect them: `{"detail":[…]}`.
    public func response(from request: Request, context: some RequestContext) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("detail")
        writer.beginArray()
        for fault in faults { fault.encode(to: &writer) }
        writer.endArray()
        writer.endObject()
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }
}
