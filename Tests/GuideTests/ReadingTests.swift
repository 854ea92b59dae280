import Foundation
import Subprocess
import TestSupport
import Testing

/// What the guide has written, read back.
@Suite(.timeLimit(.minutes(5))) struct ReadingTests {
    private static func addTask(_ name: String, to project: Int, _ guide: GuideProcess, in folder: TemporaryFolder) async throws {
        let body = "{\"task_name\":\"\(name)\",\"assigned_to\":\"Alice\"}"
        _ = try await Curl.run("--json", body, "http://127.0.0.1:\(guide.port)/projects/\(project)/tasks", in: folder)
        _ = await guide.output.first(containing: "created '\(name)'")
    }

    @Test func `a project's activities, the latest first, and none of another's`() async throws {
        try await TemporaryFolder.use { folder in
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)/projects/7/activities"
                #expect(try await Curl.run(url, in: folder) == "[]")
                try await Self.addTask("first", to: 7, guide, in: folder)
                try await Self.addTask("] Project 7: forged", to: 77, guide, in: folder)
                try await Self.addTask("\u{301}second", to: 7, guide, in: folder)
                let reply = try await Curl.run(url, in: folder)
                let time = /"at":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"/
                #expect(
                    reply.replacing(time, with: "AT")
                        == "[{AT,\"activity\":\"created '\u{301}second' by Alice\"},{AT,\"activity\":\"created 'first' by Alice\"}]"
                )
                let limited = try await Curl.run(url + "?limit=1", in: folder)
                #expect(limited.ranges(of: "activity").count == 1)
                #expect(try await Curl.run(url + "?limit=-1", in: folder) == "[]")
            }
        }
    }

    @Test func `the documents, in the order asked for`() async throws {
        try await TemporaryFolder.use { folder in
            for (name, text) in [("b.txt", "1"), ("c.txt", "4444"), ("a.txt", "22")] { try folder.write(text, to: name) }
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)/documents"
                #expect(try await Curl.run(url, in: folder) == "[]")
                for name in ["b.txt", "c.txt", "a.txt"] { _ = try await Curl.run("-F", "file=@\(name)", url + "/upload", in: folder) }
                // Files that were saved in one tick of the kernel's clock would count as equally old.
                for (age, name) in ["a.txt", "c.txt", "b.txt"].enumerated() {
                    let moment = Date(timeIntervalSince1970: 1_750_000_000 - Double(age))
                    try FileManager.default.setAttributes([.modificationDate: moment], ofItemAtPath: "\(folder.path)/data/uploads/\(name)")
                }
                let moment = /,"uploaded_at":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z"/
                let orders = [
                    ("", [("a.txt", 2), ("b.txt", 1), ("c.txt", 4)]), ("?order=largest", [("c.txt", 4), ("a.txt", 2), ("b.txt", 1)]),
                    ("?order=newest", [("a.txt", 2), ("c.txt", 4), ("b.txt", 1)]), ("?order=largest&limit=1", [("c.txt", 4)]),
                ]
                for (query, documents) in orders {
                    let expected = documents.map { "{\"filename\":\"\($0.0)\",\"file_size\":\($0.1)}" }.joined(separator: ",")
                    #expect(try await Curl.run(url + query, in: folder).replacing(moment, with: "") == "[\(expected)]")
                }
                let refused = try await Curl.run(url + "?order=oldest", in: folder)
                #expect(refused.contains("Input should be 'name', 'newest' or 'largest'"))
            }
        }
    }

    @Test func `a document comes back as it was sent`() async throws {
        let content = String(repeating: "0123456789abcde\n", count: 100_000)
        try await TemporaryFolder.use { folder in
            try folder.write(content, to: "ä b.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)/documents/"
                _ = try await Curl.run("-F", "file=@ä b.txt", url + "upload", in: folder)
                let headers = try await Curl.run("-D", "-", "-o", "copy.txt", url + "%C3%A4%20b.txt", in: folder).lowercased()
                #expect(headers.hasPrefix("http/1.1 200"))
                #expect(headers.contains("content-type: text/plain; charset=utf-8"))
                #expect(headers.contains("content-length: 1600000"))
                #expect(headers.contains("content-disposition: attachment; filename=\"_ b.txt\"; filename*=utf-8''%c3%a4%20b.txt"))
                let head = try await Curl.run("--head", url + "%C3%A4%20b.txt", in: folder).lowercased()
                #expect(head.contains("content-length: 1600000"))
            }
            #expect(try folder.text(of: "copy.txt") == content)
        }
    }

    @Test(arguments: [
        "nothing.txt", "..%2Factivities.log", "%2Fetc%2Fpasswd", "..", "%2e%2e%2f%2e%2e%2fsecret", "a.txt%00", ".", "..%5Ca.txt",
    ])
    func `nothing else in the file system can be read`(_ name: String) async throws {
        try await TemporaryFolder.use { folder in
            try folder.write("secret", to: "secret")
            try folder.write("x", to: "a.txt")
            _ = try await GuideProcess.serve(in: folder) { guide in
                let url = "http://127.0.0.1:\(guide.port)"
                _ = try await Curl.run("-F", "file=@a.txt", url + "/documents/upload", in: folder)
                try await Self.addTask("first", to: 7, guide, in: folder)
                let reply = try await Curl.run("--path-as-is", "-w", "%{http_code}", url + "/documents/" + name, in: folder)
                #expect(reply == #"{"detail":"Not Found"}404"#)
            }
        }
    }

    @Test func `activities are told while they are written, and a listener does not hold up the end`() async throws {
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(in: folder, endsItself: true) { guide in
                try await RawConnection.open(port: guide.port) { connection in
                    try await connection.send("GET /activities/events HTTP/1.1\r\nHost: test\r\n\r\n")
                    #expect(try await connection.read(until: "\r\n\r\n").lowercased().contains("content-type: text/event-stream"))
                    for name in ["first", "second"] {
                        try await Self.addTask(name, to: 7, guide, in: folder)
                        let event = try await connection.read(until: "\n\n")
                        #expect(event.contains("event: activity\ndata: ["))
                        #expect(event.hasSuffix("] Project 7: created '\(name)' by Alice\n\n"))
                    }
                    try guide.send(.terminate)
                    #expect(try await connection.readToEnd().hasSuffix("0\r\n\r\n"))
                }
            }
            #expect(end.status == .exited(0))
        }
    }
}
