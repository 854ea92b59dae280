import Afterwork
import AfterworkHummingbird
public import HTTPTypes
import Hummingbird

/// One operation of an API: a method and a path, what the handler takes from the request, and the handler.
///
/// The macros `@Get`, `@Post` and so on write routes; by hand the same looks like this:
///
/// ```swift
/// Route(.get, "/items/{item_id}", Parameter.path("item_id", Int.self), Parameter.query("limit", Int.self, default: { 10 })) { item, limit in
///     Item(id: item, limit: limit)
/// }
/// ```
///
/// Every parameter is bound before the handler runs. If any does not fit, the handler does not run and the client gets all faults
/// at once in a ``ValidationError``.
public struct Route: Sendable {
    /// The request method that the route answers.
    public private(set) var method: HTTPRequest.Method
    /// The path with its placeholders: `/items/{item_id}`.
    public let path: String
    /// What the operation is called: the handler's name, as a rule.
    public let name: String
    /// What the handler's documentation comment says, in Markdown.
    public let documentation: String
    /// What the handler takes, in the order of its parameters.
    public let parameters: [ParameterDescription]

    /// Whether the handler can add background tasks.
    let addsTasks: Bool
    /// What a value is answered with that does not say a status itself; 200 or 204 if nil.
    public let status: HTTPResponse.Status?

    private(set) var respond: @Sendable (Request, any RequestContext, [String: RouteTable.Capture], UploadOptions) async throws -> Response

    /// Makes a route.
    ///
    /// - Parameters:
    ///   - method: The request method.
    ///   - path: The path, beginning with a slash; `{name}` captures a segment for a path parameter of that name.
    ///   - name: What the operation is called.
    ///   - documentation: What it does, in Markdown.
    ///   - status: What a value is answered with that does not say a status itself; 200, or 204 without a body, unless given.
    ///   - parameters: What the handler takes, made by ``Parameter``'s functions. At most one takes the body as JSON.
    ///   - handler: Answers the request. What it throws becomes the response as for any Hummingbird handler.
    public init<each Value, Output: RouteOutput>(
        _ method: HTTPRequest.Method,
        _ path: String,
        name: String = "",
        documentation: String = "",
        status: HTTPResponse.Status? = nil,
        _ parameters: repeat ParameterBinding<each Value>,
        handler: @escaping @Sendable (repeat each Value) async throws -> Output
    ) {
        self.method = method
        self.path = path
        self.name = name
        self.documentation = documentation
        self.status = status
        var descriptions: [ParameterDescription] = []
        for parameter in repeat each parameters { descriptions.append(parameter.description) }
        self.parameters = descriptions
        let expectation = BodyExpectation(parameters: descriptions)
        let addsTasks = descriptions.contains { $0.addsTasks }
        self.addsTasks = addsTasks
        respond = { request, context, captures, uploads in
            // Without the server hook every task and job is refused, and that of this request only.
            let list = RequestScope.current?.tasks ?? TaskList()
            if addsTasks, !list.isAdmitted { throw BackgroundLineFull() }
            let body = try await expectation.read(request, context: context, uploads: uploads)
            var input = RequestInput(request: request, context: context, captures: captures, tasks: list, body: body)
            do {
                let output = try await handler(repeat (each parameters).value(from: &input))
                // Nobody behind this route would notice that a job was enqueued and is stored nowhere.
                if addsTasks, list.isUnattended { try await list.storeJobs() }
                var response = try await output.response(from: request, context: context)
                if let status, !Output.saysStatus { response.status = status }
                return response.withoutForbiddenBody
            } catch is MissingValue {
                // The first parameter that does not fit ends the binding; the client is told of all that do not.
                var all = RequestInput(request: request, context: context, captures: captures, tasks: list, body: body)
                for parameter in repeat each parameters { _ = parameter.bind(&all) }
                throw ValidationError(faults: all.faults)
            } catch {
                // Here, and not only in the middleware: one in between may turn the error into a response.
                list.seal(.threw)
                throw error
            }
        }
    }
}

extension Route {
    /// The same for `HEAD`: what `GET` answers, without its body (RFC 9110, 9.3.2).
    var forHead: Route {
        var route = self
        route.method = .head
        route.respond = { [respond] request, context, captures, uploads in
            try await respond(request, context, captures, uploads).createHeadResponse()
        }
        return route
    }

    /// Makes a route whose handler returns any `Encodable` value, which becomes compact JSON. Members are called what the value calls
    /// them; dates are written as in ISO 8601, data in base 64.
    ///
    /// - Parameters:
    ///   - method: The request method.
    ///   - path: The path, beginning with a slash; `{name}` captures a segment for a path parameter of that name.
    ///   - name: What the operation is called.
    ///   - documentation: What it does, in Markdown.
    ///   - status: What the value is answered with; 200 unless given.
    ///   - parameters: What the handler takes, made by ``Parameter``'s functions. At most one takes the body as JSON.
    ///   - handler: Answers the request. What it throws becomes the response as for any Hummingbird handler.
    @_disfavoredOverload
    public init<each Value, Output: Encodable & SendableMetatype>(
        _ method: HTTPRequest.Method,
        _ path: String,
        name: String = "",
        documentation: String = "",
        status: HTTPResponse.Status? = nil,
        _ parameters: repeat ParameterBinding<each Value>,
        handler: @escaping @Sendable (repeat each Value) async throws -> Output
    ) {
        self.init(
            method,
            path,
            name: name,
            documentation: documentation,
            status: status,
            repeat each parameters
        ) { (values: repeat each Value) in
            EncodableOutput(value: try await handler(repeat each values))
        }
    }

    /// Nothing else can be returned.
    @available(
        *,
        unavailable,
        message: """
            A value of the type that is returned here cannot be sent. If the type is yours, mark it '@Schema' to send it as JSON. Any \
            Encodable can be returned too; a status, a Reply, a FileReply, a StreamReply, an EventStream or a Response; or nothing.
            """
    )
    @_disfavoredOverload
    public init<each Value, Output>(
        _ method: HTTPRequest.Method,
        _ path: String,
        name: String = "",
        documentation: String = "",
        status: HTTPResponse.Status? = nil,
        _ parameters: repeat ParameterBinding<each Value>,
        handler: @escaping @Sendable (repeat each Value) async throws -> Output
    ) {
        self.init(method, path, name: name, documentation: documentation, status: status) { NoContent() }
    }
}

extension Response {
    /// The response, without a body where its status allows none (RFC 9110, 15.3.5, 15.3.6 and 15.4.5): a client would take the bytes
    /// for the next response.
    fileprivate var withoutForbiddenBody: Response {
        guard [.noContent, .resetContent, .notModified].contains(status) else { return self }
        var response = Response(status: status, headers: headers)
        response.headers[.contentType] = nil
        response.headers[.contentLength] = nil
        return response
    }
}

extension ParameterBinding {
    fileprivate func value(from input: inout RequestInput) throws(MissingValue) -> Value {
        guard let value = bind(&input), input.faults.isEmpty else { throw MissingValue() }
        return value
    }
}

private struct MissingValue: Error {}
