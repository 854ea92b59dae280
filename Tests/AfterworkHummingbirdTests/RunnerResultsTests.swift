import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import TestSupport
import Testing

/// Waiting for a response's tasks in tests, with a server and without.
@Suite(.timeLimit(.minutes(5)))
struct RunnerResultsTests {
    private let journal = Journal()

    private func application(_ runner: BackgroundRunner) -> some ApplicationProtocol {
        let journal = journal
        let router = Router(context: TestContext.self)
        router.add(middleware: BackgroundTasksMiddleware(runner))
        router.get { _, context in
            context.background.add("good") { journal.note("good") }
            context.background.add("bad") { throw Broken() }
            return HTTPResponse.Status.accepted
        }
        router.get("none") { _, _ in "none" }
        router.get("throws") { _, context -> String in
            context.background.add("dropped") { journal.note("dropped") }
            context.background.add("kept", when: .always) { journal.note("kept") }
            throw HTTPError(.conflict)
        }
        return Application(
            router: router,
            server: .afterResponse(runner),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [runner]
        )
    }

    private func check(_ client: any TestClientProtocol, _ runner: BackgroundRunner) async throws {
        for round in 1...5 {
            let headers = try await client.execute(uri: "/", method: .get) { response in
                #expect(response.status == .accepted)
                return response.headers
            }
            let results = await runner.results(of: headers)
            #expect(results.map(\.name) == ["good", "bad"])
            #expect(results.map { $0.error is Broken } == [false, true])
            #expect(journal.lines.count { $0 == "good" } == round)
        }
        let headers = try await client.execute(uri: "/none", method: .get) { $0.headers }
        #expect(await runner.results(of: headers).isEmpty)
        try await client.execute(uri: "/throws", method: .get) { #expect($0.status == .conflict) }
        try await journal.wait(for: "kept")
        #expect(!journal.lines.contains("dropped"))
    }

    @Test func `results are there by a response's header fields, without a server`() async throws {
        let runner = BackgroundRunner(configuration: .init(recordsResults: true))
        try await application(runner).test(.router) { client in try await check(client, runner) }
    }

    @Test func `results are there by a response's header fields, with a server`() async throws {
        let runner = BackgroundRunner(configuration: .init(recordsResults: true))
        try await application(runner).test(.live) { client in try await check(client, runner) }
    }

    @Test func `a runner that records no results sends no header field and answers at once`() async throws {
        let runner = BackgroundRunner()
        try await application(runner).test(.live) { client in
            let headers = try await client.execute(uri: "/", method: .get) { $0.headers }
            #expect(headers[.afterworkResponse] == nil)
            #expect(await runner.results(of: headers).isEmpty)
            #expect(await runner.results(ofResponse: 1).isEmpty)
        }
    }

    @Test func `without the middleware tasks are refused, and the log says what is missing`() async throws {
        let runner = BackgroundRunner()
        let router = Router(context: TestContext.self)
        router.get { _, context in
            context.background.add("nowhere") { Issue.record("A task ran without a middleware.") }
            return HTTPResponse.Status.accepted
        }
        try await Application(router: router, server: .afterResponse(runner), services: [runner]).test(.live) { client in
            try await client.execute(uri: "/", method: .get) { #expect($0.status == .accepted) }
        }
        #expect(runner.statistics.added == 0)
    }
}
