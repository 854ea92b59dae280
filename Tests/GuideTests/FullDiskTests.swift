#if os(Linux)
import Subprocess
import TestSupport
import Testing

/// Promise 19: A full disk, a lost database, a corrupt file: a clear error, a 503 where a client waits, recovery without a restart,
/// nothing lost.
@Suite(.timeLimit(.minutes(2))) struct FullDiskTests {
    /// Sends a review of a few kilobytes.
    private static func submit(_ customer: Int, through connection: inout RawConnection) async throws -> RawConnection.Response {
        let text = "great " + String(repeating: "x", count: 8000)
        let body = #"{"customer_id":\#(customer),"rating":4,"review_text":"\#(text)"}"#
        let head = "POST /products/1/reviews HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)"
        try await connection.send("\(head)\r\n\r\n\(body)")
        return try await connection.readResponse()
    }

    private static let refusal = #"{"detail":"The request could not be stored. Nothing of it was done. Try again later."}"#

    @Test(arguments: ["--jobs", "--no-jobs"])
    func `on a full disk reviews are answered 503, and with room again the same process goes on, nothing lost`(jobs: String) async throws {
        let disk = try SmallDisk()
        let options = [jobs, "--pace", "0", "--no-access-log", "--data-dir", "\(disk.path)/data"]
        let acknowledged = Counter()
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.serve(options, in: folder) { guide in
                let location = Lines()
                try await RawConnection.open(port: guide.port) { connection in
                    var response = try await Self.submit(0, through: &connection)
                    while response.status == 200 {
                        acknowledged.add()
                        location.append(response.headers["location"] ?? "")
                        if acknowledged.value == 20 { try disk.fill() }
                        response = try await Self.submit(acknowledged.value, through: &connection)
                    }
                    #expect(response.status == 503)
                    #expect(response.headers["retry-after"] == "1")
                    #expect(response.body == Self.refusal)
                    // What is stored can still be read.
                    try await connection.send("GET \(location.all[0]) HTTP/1.1\r\nHost: test\r\n\r\n")
                    let job = try await connection.readResponse()
                    #expect(job.status == 200)
                    #expect(try await Self.submit(acknowledged.value, through: &connection).status == 503)
                    disk.empty()
                    #expect(try await Self.submit(acknowledged.value, through: &connection).status == 200)
                    acknowledged.add()
                }
                if jobs == "--jobs" { _ = await guide.output.first(containing: "Analyzed review", count: acknowledged.value) }
            }
            #expect(end.status == .exited(0))
            let line = end.log.first { $0.contains("its jobs could not be stored") }
            #expect(line?.contains("the disk of") == true && line?.contains("\(disk.path)/data/jobs.sqlite") == true, "\(end.log)")
            // Another process finds all of them, too.
            let after = try await GuideProcess.serve(["--pace", "0", "--data-dir", "\(disk.path)/data"], in: folder) { guide in
                if jobs == "--no-jobs" { _ = await guide.output.first(containing: "Analyzed review", count: acknowledged.value) }
            }
            #expect(after.status == .exited(0))
            #expect(after.output.count == (jobs == "--jobs" ? 0 : acknowledged.value))
        }
    }

    @Test func `on a full disk the guide does not start, and says why`() async throws {
        let disk = try SmallDisk()
        try disk.fill()
        try await TemporaryFolder.use { folder in
            let end = try await GuideProcess.run(["serve", "--port", "0", "--data-dir", "\(disk.path)/data"], in: folder)
            #expect(end.status == .exited(1))
            #expect(
                end.log.last?.hasPrefix("ERROR:    The job store has no room: the disk of \"\(disk.path)/data/jobs.sqlite\" is full.")
                    == true
            )
        }
    }
}
#endif
