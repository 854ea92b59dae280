import HTTPTypes
public import Hummingbird
import Logging

extension MultipartError: HTTPResponseError {
    /// The refusal as the client sees it: `{"detail":"…"}`.
    public func response(from request: Request, context: some RequestContext) -> Response {
        RequestRefusal(status: status, detail: message).response(from: request, context: context)
    }
}

extension FileSaveError: HTTPResponseError {
    /// The failure as the client sees it: in full for a bad name, without the server's folders otherwise. Those go to the log.
    public func response(from request: Request, context: some RequestContext) -> Response {
        if status.kind == .clientError {
            return RequestRefusal(status: status, detail: message).response(from: request, context: context)
        }
        return RequestRefusal.fileNotKept(status: status, because: message, logger: context.logger).response(
            from: request,
            context: context
        )
    }
}

extension TemporaryFileError: HTTPResponseError {
    /// The failure as the client sees it, without the server's folders. Those go to the log.
    public func response(from request: Request, context: some RequestContext) -> Response {
        RequestRefusal.fileNotKept(status: status, because: message, logger: context.logger).response(from: request, context: context)
    }
}

extension RequestRefusal {
    /// Says what went wrong to the log, and to the client that it did.
    fileprivate static func fileNotKept(status: HTTPResponse.Status, because message: String, logger: Logger) -> RequestRefusal {
        logger.error("\(message)")
        return RequestRefusal(status: status, detail: "The file could not be saved. Try again later.")
    }
}
