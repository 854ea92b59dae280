public import Afterwork
import HTTPTypes
public import Hummingbird

/// The jobs of a request could not be stored: it is answered 503 with `Retry-After`, or 500 where trying again would not help.
public struct JobsNotStoredResponse: HTTPResponseError {
    /// Why not. It was logged, and is not shown to the client.
    public let cause: JobsNotStored

    /// Makes the refusal.
    ///
    /// - Parameter cause: Why the jobs could not be stored.
    public init(_ cause: JobsNotStored) {
        self.cause = cause
    }

    /// 503 Service Unavailable (RFC 9110, 15.6.4) where the store may be able to later, 500 where the program is at fault.
    public var status: HTTPResponse.Status {
        if case .store = cause.reason { .serviceUnavailable } else { .internalServerError }
    }

    /// The refusal as the client sees it.
    ///
    /// - Parameters:
    ///   - request: The request that failed.
    ///   - context: Its context.
    /// - Returns: A response with a JSON body.
    public func response(from request: Request, context: some RequestContext) -> Response {
        let isTemporary = status == .serviceUnavailable
        return RequestRefusal(
            status: status,
            detail: isTemporary ? "The request could not be stored. Nothing of it was done. Try again later." : "Internal Server Error",
            headers: isTemporary ? [.retryAfter: "1"] : [:]
        ).response(from: request, context: context)
    }
}
