import TestSupport
import Testing

/// The tutorial's requests with real curl, as printed, and what they leave behind.
@Suite(.timeLimit(.minutes(5))) struct TutorialTests {
    @Test func `the root says that it runs`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run("http://127.0.0.1:\(guide.port)", in: folder)
                #expect(reply == #"{"message":"FastAPI Background Tasks API","status":"running"}"#)
            }
        }
    }

    @Test func `a task is created and tracked`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "-X",
                    "POST",
                    "http://127.0.0.1:\(guide.port)/projects/101/tasks",
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    #"{"task_name": "Setup database", "assigned_to": "Alice"}"#,
                    in: folder
                )
                #expect(reply == #"{"task_id":"task_101_14","status":"created"}"#)
            }
            #expect(end.output == ["Tracked: created 'Setup database'"])
            let text = try folder.text(of: "data/activities.log")
            let line = /\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] Project 101: created 'Setup database' by Alice\n/
            #expect(text.wholeMatch(of: line) != nil)
        }
    }

    @Test func `a review is submitted and analysed`() async throws {
        let body = """
            {
                   "customer_id": 456,
                   "rating": 5,
                   "review_text": "This product is amazing and excellent quality!"
                 }
            """
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "-X",
                    "POST",
                    "http://127.0.0.1:\(guide.port)/products/789/reviews",
                    "-H",
                    "Content-Type: application/json",
                    "-d",
                    body,
                    in: folder
                )
                #expect(reply == #"{"review_id":"review_789_456","status":"submitted"}"#)
                _ = await guide.output.first(containing: "Analyzed review")
            }
            #expect(end.output == ["Analyzed review: 5/5 stars, sentiment: 2"])
            let text = try folder.text(of: "data/review_analysis.json")
            let head = #"{"customer_id":456,"product_id":789,"rating":5,"sentiment_score":2,"processed_at":""#
            #expect(text.hasPrefix(head))
            #expect(text.dropFirst(head.count).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}"}\n/) != nil)
        }
    }

    @Test func `a document is uploaded and processed`() async throws {
        let content = "This is a sample business document with important information.\n"
        try await TemporaryFolder.use { folder in
            try folder.write(content, to: "test_document.txt")
            let end = try await GuideProcess.serve(in: folder) { guide in
                let reply = try await Curl.run(
                    "-X",
                    "POST",
                    "http://127.0.0.1:\(guide.port)/documents/upload",
                    "-F",
                    "file=@test_document.txt",
                    "-F",
                    "uploaded_by=john_doe",
                    in: folder
                )
                #expect(
                    reply
                        == #"{"filename":"test_document.txt","file_size":63,"status":"uploaded","#
                        + #""message":"File uploaded successfully and is being processed"}"#
                )
                _ = await guide.output.first(containing: "Processed document")
            }
            #expect(end.output == ["Processed document: test_document.txt (63 bytes)"])
            #expect(try folder.names(in: "data/uploads") == ["test_document.txt"])
            #expect(try folder.text(of: "data/uploads/test_document.txt") == content)
            let text = try folder.text(of: "data/document_analysis.json")
            let head =
                #"{"filename":"test_document.txt","file_size":63,"uploaded_by":"john_doe","word_count":12,"#
                + #""status":"processed","processed_at":""#
            #expect(text.hasPrefix(head))
            #expect(text.dropFirst(head.count).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}"}\n/) != nil)
        }
    }

    @Test(arguments: [("", 0), ("é", 1), ("e\u{301}", 2), ("🦜", 1), ("👩‍🔬", 3), ("a\\nb", 3)])
    func `a task's number is its name's length in Unicode scalars`(_ name: String, _ count: Int) async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let body = "{\"task_name\":\"\(name)\",\"assigned_to\":\"Alice\"}"
                let reply = try await Curl.run("--json", body, "http://127.0.0.1:\(guide.port)/projects/1/tasks", in: folder)
                #expect(reply == "{\"task_id\":\"task_1_\(count)\",\"status\":\"created\"}")
            }
        }
    }

    @Test(
        arguments: [
            ("Great, EXCELLENT, amazing, lovely, perfectly", 5), ("great great great", 1), ("bad", 0), ("ungreatful", 1), ("", 0),
        ]
    )
    func `a review's score counts the good words that occur in it`(_ text: String, _ score: Int) async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder) { guide in
                let body = "{\"customer_id\":1,\"rating\":3,\"review_text\":\"\(text)\"}"
                _ = try await Curl.run("--json", body, "http://127.0.0.1:\(guide.port)/products/1/reviews", in: folder)
                _ = await guide.output.first(containing: "Analyzed review")
            }
            #expect(end.output == ["Analyzed review: 3/5 stars, sentiment: \(score)"])
        }
    }
}
