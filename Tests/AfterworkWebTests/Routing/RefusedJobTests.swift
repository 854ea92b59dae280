import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

/// What a client is told whose jobs were not stored.
@Suite struct RefusedJobTests {
    struct Note: Job {
        var text: String
    }

    @API
    struct Notes: RouteProvider {
        let queue: JobQueue?

        @Post("/notes/{size}")
        func write(size: Int, background: BackgroundTasks) -> Response {
            .accepted(background.enqueue(Note(text: String(repeating: "x", count: size))))
        }
        @Post("/direct")
        func direct() async throws -> String {
            try await queue?.enqueue(Note(text: "now"))
            throw JobStoreUnavailable(.full, "The disk is full.")
        }
    }

    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `a job that holds too much is 413, and one of a store that cannot do it now is 503, also without background`() async throws {
        let queue = JobQueue(store: InMemoryJobStore(), payloadLimit: 100, logger: logger)
        let app = WebApp(title: "Test", queue: queue, jobs: nil, logger: logger) { Notes(queue: queue) }
        try await app.makeApplication().test(.router) { client in
            try await client.execute(uri: "/notes/10", method: .post) { #expect($0.status == .accepted) }
            try await client.execute(uri: "/notes/1000", method: .post) { #expect($0.status == .contentTooLarge) }
            try await client.execute(uri: "/direct", method: .post) { response in
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] == "1")
            }
        }
    }

    @Test func `where no middleware stores jobs, a handler that enqueues one does not succeed`() async throws {
        let router = Router()
        router.addRoutes(Notes(queue: nil))
        try await Application(router: router, logger: logger).test(.router) { client in
            try await client.execute(uri: "/notes/10", method: .post) { #expect($0.status == .internalServerError) }
        }
    }
}
