import Foundation
import TestSupport

/// What is compared of an answer.
struct ConformanceAnswer: Decodable, Equatable {
    /// What was answered to one request.
    struct Recorded: Decodable {
        let fastapi: ConformanceAnswer
        /// Only where it differs.
        let afterwork: ConformanceAnswer?
    }

    let status: Int
    let contentType: String?
    let allow: String?
    let location: String?
    let body: String

    private enum CodingKeys: String, CodingKey {
        case status
        case contentType = "content-type"
        case allow
        case location
        case body
    }

    init(_ response: RawConnection.Response) {
        status = response.status
        contentType = response.headers["content-type"]
        allow = response.headers["allow"]
        location = response.headers["location"]
        body = response.body
    }

    /// The answers that `make conformance` recorded, by the requests' names.
    static func recorded() throws -> [String: Recorded] {
        let file = ConformanceFolder.url.appending(path: "answers.json")
        return try JSONDecoder().decode([String: Recorded].self, from: Data(contentsOf: file))
    }
}

extension LiveServer {
    func answer(_ request: ConformanceRequest) async throws -> ConformanceAnswer {
        try await RawConnection.open(port: port) { connection in
            try await connection.send(request.bytes)
            return ConformanceAnswer(try await connection.readResponse(isHead: request.isHead))
        }
    }
}
