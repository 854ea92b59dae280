public import Afterwork
public import HTTPTypes
public import Hummingbird
import Logging

/// A store that cannot do now what a handler wants of it: 503 with `Retry-After`.
extension JobStoreUnavailable: HTTPResponseError {
    /// 503 Service Unavailable (RFC 9110, 15.6.4).
    public var status: HTTPResponse.Status { .serviceUnavailable }

    /// The refusal as the client sees it, which is not told why.
    ///
    /// - Parameters:
    ///   - request: The request that failed.
    ///   - context: Its context.
    /// - Returns: A 503 with a JSON body.
    public func response(from request: Request, context: some RequestContext) -> Response {
        context.logger.error("The store of jobs cannot answer.", metadata: ["error": "\(self)"])
        return RequestRefusal(
            status: status,
            detail: "The jobs cannot be reached now. Try again later.",
            headers: [.retryAfter: "1"]
        ).response(from: request, context: context)
    }
}
