public import Afterwork
public import HTTPTypes
public import Hummingbird

/// The jobs of a request could not be stored: it is answered 503 with `Retry-After`, 413 if they hold too much, or 500 where the program
/// is at fault.
extension JobsNotStored: HTTPResponseError {
    /// 503 Service Unavailable (RFC 9110, 15.6.4) where the store may be able to later, 413 Content Too Large (15.5.14) where a job holds
    /// more than the queue takes, 500 where the program is at fault.
    public var status: HTTPResponse.Status {
        switch reason {
        case .store: .serviceUnavailable
        case .refused(let refusal as JobRefusal): refusal.isTooLarge ? .contentTooLarge : .internalServerError
        case .noQueue, .responseBegun, .refused: .internalServerError
        }
    }

    /// The refusal as the client sees it, which is not told why.
    ///
    /// - Parameters:
    ///   - request: The request that failed.
    ///   - context: Its context.
    /// - Returns: A response with a JSON body.
    public func response(from request: Request, context: some RequestContext) -> Response {
        let detail =
            switch status {
            case .serviceUnavailable: "The request could not be stored. Nothing of it was done. Try again later."
            case .contentTooLarge: "The request holds more than can be stored. Nothing of it was done."
            default: "Internal Server Error"
            }
        let headers: HTTPFields = status == .serviceUnavailable ? [.retryAfter: "1"] : [:]
        return RequestRefusal(status: status, detail: detail, headers: headers).response(from: request, context: context)
    }
}

extension JobRefusal {
    fileprivate var isTooLarge: Bool {
        if case .tooLarge = reason { true } else { false }
    }
}
