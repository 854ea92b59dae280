import InMemoryLogging
import Logging
import NIOCore
import TestSupport
import Testing

/// One line for each request, as Uvicorn writes it.
@Suite struct AccessLogTests {
    @Test func `a line has the client, the request line and the status`() async throws {
        let log = InMemoryLogHandler()
        let ports = try await LiveServer.run(Echo(), logger: Logger(label: "test") { _ in log }) { server, _ in
            try await RawConnection.open(port: server.port) { connection in
                for target in ["/text/a%20b?q=1", "/number/x", "/nowhere"] {
                    try await connection.send("GET \(target) HTTP/1.1\r\nHost: test\r\n\r\n")
                    _ = try await connection.readResponse()
                }
                return connection.channel.localAddress?.port
            }
        }
        let port = try #require(ports)
        #expect(
            log.entries.map(\.message.description).filter { $0.contains("HTTP/1.1") } == [
                #"127.0.0.1:\#(port) - "GET /text/a%20b?q=1 HTTP/1.1" 200 OK"#,
                #"127.0.0.1:\#(port) - "GET /number/x HTTP/1.1" 422 Unprocessable Entity"#,
                #"127.0.0.1:\#(port) - "GET /nowhere HTTP/1.1" 404 Not Found"#,
            ]
        )
    }
}
