import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Writes a line for every request when its response begins: `127.0.0.1:50344 - "GET / HTTP/1.1" 200 OK`.
struct AccessLog: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: WebRequestContext,
        next: (Request, WebRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        var line = ""
        line.reserveCapacity(96)
        if let address = context.remoteAddress {
            line += address.ipAddress ?? "unix"
            line += ":"
            line += String(address.port ?? 0)
        } else {
            line += "-"
        }
        line += " - \""
        line += request.method.rawValue
        line += " "
        line += request.uri.string
        line += " HTTP/1.1\" "
        line += String(response.status.code)
        line += " "
        // As the status line has it: that one comes from NIO, whose names are older.
        line += HTTPResponseStatus(statusCode: response.status.code).reasonPhrase
        logger.info("\(line)")
        return response
    }
}
