import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Writes a line for every request when its response begins: `127.0.0.1:50344 - "GET / HTTP/1.1" 200 OK`.
struct AccessLog: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: WebRequestContext,
        next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        let client = context.remoteAddress.map { "\($0.ipAddress ?? "unix"):\($0.port ?? 0)" } ?? "-"
        logger.info("\(client) - \"\(request.method) \(request.uri) HTTP/1.1\" \(response.status)")
        return response
    }
}
