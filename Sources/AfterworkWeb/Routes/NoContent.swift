import HTTPTypes
public import Hummingbird

/// Nothing to say: 204 without a body. What a route answers whose handler returns nothing.
public struct NoContent: RouteOutput {
    /// Makes nothing.
    public init() {}

    /// 204 No Content (RFC 9110, 15.3.5).
    public func response(from request: Request, context: any RequestContext) -> Response {
        Response(status: .noContent)
    }
}
