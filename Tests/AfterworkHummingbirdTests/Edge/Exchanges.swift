import AfterworkHummingbird
import Hummingbird
import TestSupport

extension TestServer {
    /// Serves a page and an echo with limits of its own, and counts the handlers' calls.
    static func run(
        limits: ConnectionLimits = ConnectionLimits(),
        calls: Counter = Counter(),
        _ use: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await run(limits: limits) { router in
            router.get { _, _ in
                calls.add()
                return "page"
            }
            router.post("echo") { request, _ in
                calls.add()
                return String(buffer: try await request.body.collect(upTo: 1 << 20))
            }
            router.get("stream") { _, _ in
                Response(
                    status: .ok,
                    body: ResponseBody { writer in
                        for piece in ["a", "b"] { try await writer.write(.init(string: piece)) }
                        try await writer.finish(nil)
                    }
                )
            }
        } _: {
            try await use($0)
        }
    }

    /// Sends bytes, and takes all that comes back until the server closes the connection.
    func exchange(_ text: String) async throws -> String {
        try await connect { connection in
            try await connection.send(text)
            return try await connection.readToEnd()
        }
    }
}

/// The response to a refused request: its status, and the sentence that it says.
struct Refusal: Equatable {
    let status: Int
    let detail: String

    /// The last response of those that came over a connection; nil if it is none that refuses.
    init?(lastOf text: String) {
        guard let start = text.ranges(of: "HTTP/1.1 ").last?.upperBound else { return nil }
        let response = text[start...]
        guard response.contains("connection: close\r\n"), let status = Int(response.prefix(3)),
            let opening = response.firstRange(of: "{\"detail\":\""), response.hasSuffix("\"}")
        else { return nil }
        self.status = status
        detail = String(response[opening.upperBound...].dropLast(2))
    }
}
