import TestSupport
import Testing

/// Many requests at once: every line is whole.
@Suite(.timeLimit(.minutes(5))) struct ConcurrencyTests {
    @Test func `two hundred posts write two hundred whole lines`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder) { guide in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let body = "{\"task_name\":\"task \(number)\",\"assigned_to\":\"\(String(repeating: "x", count: number))\"}"
                            return try await RawConnection.open(port: guide.port) { connection in
                                let head =
                                    "POST /projects/\(number)/tasks HTTP/1.1\r\nHost: test\r\n" + Self.fields(of: body)
                                try await connection.send(head + body)
                                return try await connection.readResponse().status
                            }
                        }
                    }
                    for try await status in group { #expect(status == 200) }
                }
            }
            let written = try folder.lines(of: "data/activities.log").map { $0.dropFirst("[2025-06-18 12:39:32] ".count) }
            let expected = (0..<200).map { "Project \($0): created 'task \($0)' by \(String(repeating: "x", count: $0))" }
            #expect(written.map(String.init).sorted() == expected.sorted())
            #expect(end.output.sorted() == (0..<200).map { "Tracked: created 'task \($0)'" }.sorted())
        }
    }

    @Test func `reviews and documents that end at once are whole lines of JSON`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                try await RawConnection.open(port: guide.port) { connection in
                    for number in 0..<50 {
                        let body = #"{"customer_id":\#(number),"rating":1,"review_text":"love"}"#
                        let head = "POST /products/1/reviews HTTP/1.1\r\nHost: test\r\n" + Self.fields(of: body)
                        try await connection.send(head + body)
                    }
                    for _ in 0..<50 { #expect(try await connection.readResponse().status == 200) }
                }
                _ = await guide.output.first(containing: "Analyzed review", count: 50)
            }
            let customers = try folder.lines(of: "data/review_analysis.json").map { line in
                line.wholeMatch(of: /\{"customer_id":(\d+),"product_id":1,"rating":1,"sentiment_score":1,"processed_at":"[-:T.\d]{26}"\}/)?
                    .1
            }
            #expect(Set(customers) == Set((0..<50).map { "\($0)" }))
        }
    }

    private static func fields(of body: String) -> String {
        "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    }
}
