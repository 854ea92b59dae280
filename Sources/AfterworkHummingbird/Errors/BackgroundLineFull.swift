import HTTPTypes
public import Hummingbird

/// Too many background tasks wait: a request that could add one is answered 503 with `Retry-After`, before its handler runs.
public struct BackgroundLineFull: HTTPResponseError, Hashable {
    /// When the client may try again, in seconds.
    public let retryAfter: Int

    /// Makes the refusal.
    ///
    /// - Parameter retryAfter: When the client may try again, in seconds.
    public init(retryAfter: Int = 1) {
        self.retryAfter = retryAfter
    }

    /// 503 Service Unavailable (RFC 9110, 15.6.4).
    public var status: HTTPResponse.Status { .serviceUnavailable }

    /// The refusal as the client sees it.
    ///
    /// - Parameters:
    ///   - request: The refused request.
    ///   - context: Its context.
    /// - Returns: A 503 with `Retry-After` and a JSON body.
    public func response(from request: Request, context: some RequestContext) -> Response {
        RequestRefusal(
            status: status,
            detail: "Too many background tasks are waiting. Try again later.",
            headers: [.retryAfter: String(retryAfter)]
        ).response(from: request, context: context)
    }
}
