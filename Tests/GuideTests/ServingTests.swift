import Subprocess
import TestSupport
import Testing

/// What the guide says when it starts and serves.
@Suite(.timeLimit(.minutes(5))) struct ServingTests {
    @Test func `the lines of a start, a request and an end`() async throws {
        try await TemporaryFolder.use { folder in
            let port = Lines()
            let end = try await GuideProcess.serve(in: folder) { guide in
                port.append("\(guide.port)")
                _ = try await Curl.run("http://127.0.0.1:\(guide.port)/nowhere?a=b", in: folder)
            }
            #expect(end.status == .exited(0))
            let expected = [
                /INFO:     Started server process \[\d+\]/,
                /INFO:     Waiting for application startup\./,
                /INFO:     Application startup complete\./,
                /INFO:     Guide running on http:\/\/127\.0\.0\.1:\d+ \(Press CTRL\+C to quit\)/,
                /INFO:     127\.0\.0\.1:\d+ - "GET \/nowhere\?a=b HTTP\/1\.1" 404 Not Found/,
                /INFO:     Shutting down/,
                /INFO:     Finished server process \[\d+\]/,
            ]
            #expect(end.log.count == expected.count, "\(end.log)")
            for (line, pattern) in zip(end.log, expected) { #expect(line.wholeMatch(of: pattern) != nil, "\(line)") }
            #expect(end.output.isEmpty)
            #expect(end.log[3].contains(":\(port.all[0]) "))
        }
    }

    @Test func `a port in use is one line and a failure`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let arguments = ["serve", "--port", "\(guide.port)", "--data-dir", "\(folder.path)/other", "--log-level", "warning"]
                let second = try await GuideProcess.run(arguments, in: folder)
                #expect(second.status == .exited(1))
                let message = "Port \(guide.port) of 127.0.0.1 is in use. Stop the program that uses it, or choose another port."
                #expect(second.log == ["ERROR:    \(message)"])
                #expect(second.output.isEmpty)
            }
        }
    }

    @Test func `an address of another machine is one line and a failure`() async throws {
        try await TemporaryFolder.use { folder in
            let arguments = ["serve", "--host", "192.0.2.1", "--port", "0", "--data-dir", "\(folder.path)/data", "--log-level", "warning"]
            let end = try await GuideProcess.run(arguments, in: folder)
            #expect(end.status == .exited(1))
            #expect(end.log == ["ERROR:    This machine has no address 192.0.2.1. Choose 127.0.0.1, 0.0.0.0 or one of its own."])
        }
    }

    @Test func `all faults of a request come at once`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "--json",
                    #"{"rating": "five"}"#,
                    "http://127.0.0.1:\(guide.port)/products/abc/reviews",
                    in: folder
                )
                let noInteger = "Input should be a valid integer, unable to parse string as an integer"
                #expect(
                    reply
                        == #"{"detail":[{"type":"int_parsing","loc":["path","product_id"],"msg":"\#(noInteger)","input":"abc"},"#
                        + #"{"type":"missing","loc":["body","customer_id"],"msg":"Field required","input":{"rating":"five"}},"#
                        + #"{"type":"int_parsing","loc":["body","rating"],"msg":"\#(noInteger)","input":"five"},"#
                        + #"{"type":"missing","loc":["body","review_text"],"msg":"Field required","input":{"rating":"five"}}]}"#
                )
            }
            #expect(end.output.isEmpty)
        }
    }

    @Test func `garbage is answered 400 and the server goes on`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await RawConnection.open(port: guide.port) { connection in
                    try await connection.send("nonsense\r\n\r\n")
                    return try await connection.readToEnd()
                }
                #expect(reply.hasPrefix("HTTP/1.1 400 "))
                #expect(try await Curl.run("http://127.0.0.1:\(guide.port)/", in: folder).hasSuffix(#""status":"running"}"#))
            }
        }
    }
}
