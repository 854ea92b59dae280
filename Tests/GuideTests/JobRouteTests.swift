import TestSupport
import Testing

/// What clients can ask about the jobs of the guide, by the `Location` of a reply.
@Suite(.timeLimit(.minutes(5))) struct JobRouteTests {
    @Test func `a review's job tells how far it came, and how it ended`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--pace", "1"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 1, text: "great")
                try await eventually { try await client.job(path).contains(#""state":"completed","is_final":true"#) }
                let job = try await client.job(path)
                // The last word that was written down before its end, and that depends on how fast everything is.
                #expect(job.contains(#""progress":1.0,"message":"read""#) || job.contains(#""progress":1.0,"message":"scored""#))
                #expect(job.hasPrefix(#"{"id":"\#(path.dropFirst("/jobs/".count))","name":"analyze-review","queue":"reviews","#))
                // Not what it holds.
                #expect(!job.contains("great"))
            }
        }
    }

    @Test func `a document's reply has a location too`() async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("x", to: "a.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)"
                let reply = try await Curl.run("-D", "-", "-F", "file=@a.txt", url + "/documents/upload", in: folder)
                let path = try #require(reply.firstMatch(of: /(?i)\r\nlocation: (\/jobs\/[-0-9a-f]{36})\r\n/)).1
                #expect(try await Curl.run(url + path, in: folder).contains(#""name":"process-document","queue":"documents""#))
            }
        }
    }

    @Test func `a job tells what happens to it until its end, and then the stream ends`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(["--pace", "0.1"], in: folder) { guide in
                let path = try await JobClient(guide: guide, folder: folder).submitReview(customer: 1, text: "great")
                let events = try await Curl.run("-N", "http://127.0.0.1:\(guide.port)\(path)/events", in: folder)
                #expect(events.hasPrefix("event: job\ndata: {\"id\":\""))
                #expect(events.split(separator: "\n").last?.contains(#""state":"completed""#) == true)
            }
        }
    }

    @Test func `a job that is cancelled stops, and leaves no line`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(["--pace", "10000"], in: folder) { guide in
                let client = JobClient(guide: guide, folder: folder)
                let path = try await client.submitReview(customer: 1, text: "great")
                try await client.waitUntilRunning(path)
                #expect(try await client.cancel(path).hasSuffix("202"))
                try await eventually { try await client.job(path).contains(#""state":"cancelled","is_final":true"#) }
            }
            #expect(end.status == .exited(0))
            #expect(end.output.isEmpty)
            #expect(try !folder.names(in: "data").contains("review_analysis.json"))
        }
    }

    @Test(arguments: ["0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55", "1", "..%2Fjobs"])
    func `a job that does not exist is 404`(_ id: String) async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide throws in
                let client = JobClient(guide: guide, folder: folder)
                let answer = try await client.job("/jobs/\(id)")
                #expect(answer == #"{"detail":"Not Found"}"#)
                let refusal = try await client.cancel("/jobs/\(id)")
                #expect(refusal == #"{"detail":"Not Found"}404"#)
            }
        }
    }
}
