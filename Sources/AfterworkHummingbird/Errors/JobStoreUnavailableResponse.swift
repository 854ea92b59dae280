public import Afterwork
import HTTPTypes
public import Hummingbird
import Logging

/// The store of jobs cannot answer now: 503 with `Retry-After`.
public struct JobStoreUnavailableResponse: HTTPResponseError {
    /// Why not. It is not shown to the client.
    public let cause: JobStoreUnavailable

    /// Makes the refusal.
    ///
    /// - Parameter cause: Why the store cannot answer.
    public init(_ cause: JobStoreUnavailable) {
        self.cause = cause
    }

    /// 503 Service Unavailable (RFC 9110, 15.6.4).
    public var status: HTTPResponse.Status { .serviceUnavailable }

    /// The refusal as the client sees it.
    ///
    /// - Parameters:
    ///   - request: The request that failed.
    ///   - context: Its context.
    /// - Returns: A 503 with a JSON body.
    public func response(from request: Request, context: some RequestContext) -> Response {
        context.logger.error("The store of jobs cannot answer.", metadata: ["error": "\(cause)"])
        return RequestRefusal(
            status: status,
            detail: "The jobs cannot be looked up now. Try again later.",
            headers: [.retryAfter: "1"]
        ).response(from: request, context: context)
    }
}
