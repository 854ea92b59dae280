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
        let isClientsFault = status.kind == .clientError
        if !isClientsFault { context.logger.error("Uploaded file not saved.", metadata: ["error": "\(message)"]) }
        return RequestRefusal(status: status, detail: isClientsFault ? message : "The file could not be saved. Try again later.")
            .response(from: request, context: context)
    }
}
