import TestSupport
import Testing

/// Asks a server what became of jobs, many at a time.
struct JobStates {
    let port: Int

    private static let burst = 50

    /// Waits until jobs are done with, and has the test fail for each that did not complete.
    func waitUntilCompleted(_ paths: [String]) async throws {
        try await RawConnection.open(port: port) { connection in
            for start in stride(from: 0, to: paths.count, by: Self.burst) {
                var asked = Array(paths[start..<min(start + Self.burst, paths.count)])
                while !asked.isEmpty { asked = try await unfinished(of: asked, &connection) }
            }
        }
    }

    private func unfinished(of paths: [String], _ connection: inout RawConnection) async throws -> [String] {
        try await connection.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined())
        var unfinished: [String] = []
        for path in paths {
            let response = try await connection.readResponse()
            if response.status == 200, response.body.contains(#""is_final":false"#) {
                unfinished.append(path)
            } else {
                #expect(response.body.contains(#""state":"completed""#), "\(path): \(response.status) \(response.body)")
            }
        }
        return unfinished
    }
}
