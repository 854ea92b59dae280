import AfterworkJSON
public import HTTPTypes
public import Hummingbird
import NIOCore

/// What a route's handler may return.
///
/// Types marked `@Schema`, and arrays, dictionaries and optionals of such, become compact JSON with status 200; scalars likewise. A
/// Hummingbird `Response` goes out as it is, a status without a body.
public protocol RouteOutput: SendableMetatype {
    /// Whether a value says the status of its response, so that the route's own does not count. False unless a type says otherwise.
    static var saysStatus: Bool { get }

    /// The response that this value stands for.
    ///
    /// - Parameters:
    ///   - request: The request that is answered.
    ///   - context: Its context.
    /// - Returns: The response.
    /// - Throws: Whatever makes the value impossible to send; the client sees a 500.
    func response(from request: Request, context: any RequestContext) async throws -> Response
}

extension RouteOutput {
    /// A plain value says no status.
    public static var saysStatus: Bool { false }
}

extension Response: RouteOutput {
    /// A response has a status.
    public static var saysStatus: Bool { true }

    /// The response itself.
    public func response(from request: Request, context: any RequestContext) -> Response { self }
}

extension HTTPResponse.Status: RouteOutput {
    /// It is one.
    public static var saysStatus: Bool { true }

    /// The status with an empty body.
    public func response(from request: Request, context: any RequestContext) -> Response { Response(status: self) }
}

extension RouteOutput where Self: SchemaValue {
    /// The value as compact JSON, with status 200.
    public func response(from request: Request, context: any RequestContext) -> Response {
        var writer = SchemaWriter()
        encode(to: &writer)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }
}

extension String: RouteOutput {}
extension Int: RouteOutput {}
extension Bool: RouteOutput {}
extension Double: RouteOutput {}
extension Optional: RouteOutput where Wrapped: SchemaValue {}
extension Array: RouteOutput where Element: SchemaValue {}
extension Dictionary: RouteOutput where Key == String, Value: SchemaValue {}
