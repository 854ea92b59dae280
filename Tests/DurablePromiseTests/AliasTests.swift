import Afterwork
import AfterworkWeb
import Hummingbird
import TestSupport
import Testing

/// Promise 20: An id given to a client always resolves: where a unique job existed already, the new id is an alias of it.
@Suite(.timeLimit(.minutes(5)))
struct AliasTests {
    @API
    struct Errands: RouteProvider {
        @Post("/errands")
        func send(name: String, background: BackgroundTasks) -> Response {
            .accepted(background.enqueue(Errand(name: name)) { $0.unique = .by(.payload) })
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `An id given to a client always resolves: where a unique job existed already, the new id is an alias of it.`(
        kind: StoreKind
    ) async throws {
        let journal = Journal()
        let gate = Gate()
        try await kind.use { store in
            try await LiveServer.run(Errands(), store: store) { queue in
                queue.handle(Errand.self) { errand, _ in
                    journal.note(errand.name)
                    try await gate.wait()
                    return errand.name
                }
            } _: { server async throws in
                let first = try #require(try await server.post("/errands?name=a").jobID)
                try await journal.wait(for: "a")
                let same = try #require(try await server.post("/errands?name=a").jobID)
                let other = try #require(try await server.post("/errands?name=b").jobID)
                #expect(Set([first, same, other]).count == 3)
                // Each leads to a job: by HTTP, and by the queue; the second to the first.
                for (id, job) in [(first, first), (same, first), (other, other)] {
                    let reply = try await server.get("/jobs/\(id)")
                    #expect(reply.status == 200)
                    #expect(reply.body.hasPrefix(#"{"id":"\#(job)","#))
                }
                gate.open()
                for (id, name) in [(first, "a"), (same, "a"), (other, "b")] {
                    #expect(try await server.queue.result(of: id, as: String.self) == name)
                }
                #expect(try await server.queue.jobs().count == 2)
                #expect(journal.lines.sorted() == ["a", "b"])
                // What is done with is in nobody's way, and the alias leads where it did.
                let third = try #require(try await server.post("/errands?name=a").jobID)
                #expect(try await server.queue.status(of: third)?.id == third)
                #expect(try await server.queue.status(of: same)?.id == first)
                #expect(try await server.queue.end(of: third)?.state == .completed)
            }
        }
    }
}
