import AfterworkWeb
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The fuzzed routes behind a router, without a server.
struct BoundRoutes: Sendable {
    /// A request.
    struct Sent {
        let head: HTTPRequest
        let body: [UInt8]

        static func get(_ target: String, headers: HTTPFields = [:]) -> Sent {
            Sent(head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: target, headerFields: headers), body: [])
        }

        static func post(_ target: String, _ body: some Sequence<UInt8>, type: String = "application/json") -> Sent {
            let headers: HTTPFields = [.contentType: type]
            let head = HTTPRequest(method: .post, scheme: nil, authority: nil, path: target, headerFields: headers)
            return Sent(head: head, body: Array(body))
        }

        static func post(_ target: String, _ body: String, type: String) -> Sent {
            post(target, body.utf8, type: type)
        }
    }

    /// What comes of it.
    enum Answer: Equatable, CustomStringConvertible {
        /// The handler ran: what it returned, as JSON.
        case value([UInt8])
        case faults([ValidationFault])
        /// Another status of 400 to 499.
        case refusal(Int)

        var isValue: Bool {
            if case .value = self { true } else { false }
        }

        var description: String {
            switch self {
            case .value(let json): String(decoding: json, as: UTF8.self)
            case .faults(let faults): faults.map { "\($0.type) at \($0.location)" }.joined(separator: ", ")
            case .refusal(let status): "status \(status)"
            }
        }
    }

    private let responder: RouterResponder<Context>

    init() {
        let router = Router(context: Context.self)
        router.add(middleware: ErrorNote())
        router.addRoutes(FuzzedRoutes())
        responder = router.buildResponder()
    }

    /// Answers a request, and expects that the answer is one that may be.
    func answer(_ sent: Sent, parameters: Int = 1) async throws -> Answer {
        let request = Request(head: sent.head, body: RequestBody(buffer: ByteBuffer(bytes: sent.body)))
        let context = Context(source: Context.Source())
        let response = try await responder.respond(to: request, context: context)
        if let error = context.note.error as? ValidationError {
            try await check(error, of: sent, response: response, parameters: parameters)
            return .faults(error.faults)
        }
        if response.status == .ok { return .value(try await bytes(of: response)) }
        try expect(response.status.kind == .clientError, "It is answered with \(response.status): \(context.note.error as Any)")
        return .refusal(response.status.code)
    }

    private func check(_ error: ValidationError, of sent: Sent, response: Response, parameters: Int) async throws {
        try expect((1...100 * parameters).contains(error.faults.count), "There are \(error.faults.count) faults.")
        let sentBytes = sent.body.count + (sent.head.path?.utf8.count ?? 0) + sent.head.headerFields.reduce(0) { $0 + $1.value.utf8.count }
        let most = error.faults.count * (3_000 + 2 * sentBytes)
        let bytes = try await bytes(of: response)
        try expect(bytes.count <= most, "\(error.faults.count) faults in \(sentBytes) bytes are answered with \(bytes.count).")
        let fault = JSONTree.error(ofReading: bytes)
        try expect(fault == nil, "The faults are no JSON, \(fault as Any): \(String(decoding: bytes, as: UTF8.self))")
    }

    private func bytes(of response: Response) async throws -> [UInt8] {
        let collected = Collected()
        try await response.body.write(collected)
        return collected.bytes
    }

    private final class Collected: ResponseBodyWriter {
        private(set) var bytes: [UInt8] = []

        func write(_ buffer: ByteBuffer) {
            bytes += buffer.readableBytesView
        }

        func finish(_ trailingHeaders: HTTPFields?) {}
    }

    private struct Context: RequestContext {
        struct Source: RequestContextSource {
            let logger = Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() }
        }

        var coreContext: CoreRequestContextStorage
        let note = Note()

        init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
    }

    /// The error that a handler threw, which the router turns into a response.
    private final class Note: Sendable {
        private let stored = Mutex<(any Error)?>(nil)

        var error: (any Error)? {
            get { stored.withLock(\.self) }
            set { stored.withLock { $0 = newValue } }
        }
    }

    private struct ErrorNote: RouterMiddleware {
        func handle(
            _ request: Request,
            context: Context,
            next: (Request, Context) async throws -> Response
        ) async throws -> Response {
            do {
                return try await next(request, context)
            } catch {
                context.note.error = error
                throw error
            }
        }
    }
}
