public import Afterwork
import AfterworkHummingbird
public import HTTPTypes
public import Hummingbird

/// A value with a status and header fields of its own.
///
/// ```swift
/// return Reply(status: .created, headers: [.location: "/items/7"], body: item)
/// ```
public struct Reply<Body: RouteOutput>: RouteOutput {
    /// Its own status counts, whatever the route says.
    public static var saysStatus: Bool { true }

    /// The status.
    public var status: HTTPResponse.Status
    /// Header fields, which replace those of the same name that the body brings.
    public var headers: HTTPFields
    /// What the response carries.
    public var body: Body

    /// Makes a reply.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - headers: Header fields besides those that the body brings.
    ///   - body: What the response carries.
    public init(status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The body's response with this status and these header fields.
    public func response(from request: Request, context: any RequestContext) async throws -> Response {
        var response = try await body.response(from: request, context: context)
        response.status = status
        var replaced: Set<HTTPField.Name> = []
        for field in headers {
            if replaced.insert(field.name).inserted { response.headers[field.name] = nil }
            response.headers.append(field)
        }
        return response
    }
}

extension Reply {
    /// 202 Accepted (RFC 9110, 15.3.3), with a body and with `Location`: the job is stored, and will be done.
    ///
    /// ```swift
    /// return .accepted(background.enqueue(AnalyzeReview(…)), ReviewReceipt(…))
    /// ```
    ///
    /// Without a body it is `Response.accepted(id)`; with another status, `Reply(headers: .location(of: id), body: receipt)`.
    ///
    /// - Parameters:
    ///   - job: The job's id.
    ///   - body: What the response carries.
    ///   - path: Where the routes of jobs are, as clients see it.
    /// - Returns: The reply.
    public static func accepted(_ job: JobID, _ body: Body, under path: String = "/jobs") -> Reply {
        Reply(status: .accepted, headers: .location(of: job, under: path), body: body)
    }
}

extension Reply where Body == NoContent {
    /// Makes a reply without a body.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - headers: Header fields.
    public init(status: HTTPResponse.Status, headers: HTTPFields = [:]) {
        self.init(status: status, headers: headers, body: NoContent())
    }
}
