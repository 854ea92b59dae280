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
