import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Turns errors into the responses that FastAPI's clients expect, and logs those that nobody expected.
struct ErrorResponses: RouterMiddleware {
    func handle(
        _ request: Request,
        context: WebRequestContext,
        next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let edited = EditedError(error)
            var response = try response(to: edited?.original ?? error, from: request, context: context)
            if let edited { response.headers.append(contentsOf: edited.headers) }
            return response
        }
    }

    private func response(to error: any Error, from request: Request, context: WebRequestContext) throws -> Response {
        switch error {
        case let error as HTTPError:
            let detail = error.body ?? error.status.phrase
            return RequestRefusal(status: error.status, detail: detail, headers: error.headers).response(from: request, context: context)
        case let error as any HTTPResponseError:
            return try error.response(from: request, context: context)
        case is HTTPParserError:
            // The connection cannot go on; the server answers 400 and closes it.
            throw error
        default:
            context.logger.error("\(request.method) \(request.uri.path) failed.", error: error)
            return Response(
                status: .internalServerError,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "Internal Server Error"))
            )
        }
    }
}

extension HTTPResponse.Status {
    /// What the status is called, also if it was made from its code alone.
    fileprivate var phrase: String {
        reasonPhrase.isEmpty ? HTTPResponseStatus(statusCode: code).reasonPhrase : reasonPhrase
    }
}

/// An error that Hummingbird's `CORSMiddleware` has put into one of its own, which adds header fields to its response. That one's
/// response would be Hummingbird's, and nobody would see what happened.
///
/// Its type is not public, so its properties are found by their names. Were they called otherwise, it would count as any other error.
private struct EditedError {
    let original: any Error
    let headers: HTTPFields

    init?(_ error: any Error) {
        guard error is any HTTPResponseError, !(error is HTTPError), !(error is ValidationError) else { return nil }
        let mirror = Mirror(reflecting: error)
        guard let original = mirror.descendant("originalError") as? any Error,
            let headers = mirror.descendant("additionalHeaders") as? HTTPFields
        else { return nil }
        let inner = EditedError(original)
        self.original = inner?.original ?? original
        self.headers = headers + (inner?.headers ?? [:])
    }
}
