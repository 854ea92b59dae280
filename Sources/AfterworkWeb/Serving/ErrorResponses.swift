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
        } catch let error as HTTPError {
            return RequestRefusal(status: error.status, detail: error.body ?? error.status.phrase, headers: error.headers).response(
                from: request,
                context: context
            )
        } catch let error as any HTTPResponseError {
            return try error.response(from: request, context: context)
        } catch let error as HTTPParserError {
            // The connection cannot go on; the server answers 400 and closes it.
            throw error
        } catch {
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
