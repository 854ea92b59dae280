import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport
import Testing

/// What Starlette's and FastAPI's own tests say of background tasks.
@Suite(.timeLimit(.minutes(5)))
struct TaskBehaviourTests {
    private let journal = Journal()

    @Sendable private func wait(_ name: String, times: Int) async throws {
        for _ in 0..<times { await Task.yield() }
        journal.note("\(name) \(times)")
    }

    @Sendable private func count(_ name: String, times: Int) {
        journal.note("\(name) \(times)")
    }

    @Test func `an async task runs`() async throws {
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add(wait, "async", 3)
                return "task initiated"
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 1)
            #expect(journal.lines == ["async 3"])
        }
    }

    @Test func `a sync task runs`() async throws {
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add(count, "sync", 1)
                return "task initiated"
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 1)
            #expect(journal.lines == ["sync 1"])
        }
    }

    @Test func `several tasks with arguments all run`() async throws {
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add(count, "one", 1)
                context.background.add(wait, "two", 2)
                context.background.add(count, "three", 3)
                return "tasks initiated"
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 3)
            #expect(journal.lines == ["one 1", "two 2", "three 3"])
        }
    }

    @Test func `the final body message precedes the task, and two requests overlap`() async throws {
        let gates = ["1": Gate(), "2": Gate()]
        try await TestServer.run { router in
            router.get(":number") { [journal] _, context in
                let number = try context.parameters.require("number")
                context.background.add("waits") {
                    journal.note("\(number) begins")
                    try await gates[number]?.wait()
                    journal.note("\(number) ends")
                }
                return "answer \(number)"
            }
        } _: { server async throws in
            defer { for gate in gates.values { gate.open() } }
            try await server.connect { first in
                try await server.connect { second in
                    try await first.get("/1")
                    #expect(try await first.readResponse().body == "answer 1")
                    try await journal.wait(for: "1 begins")
                    try await second.get("/2")
                    #expect(try await second.readResponse().body == "answer 2")
                    try await journal.wait(for: "2 begins")
                    gates["2"]?.open()
                    try await journal.wait(for: "2 ends")
                    gates["1"]?.open()
                    try await journal.wait(for: "1 ends")
                }
            }
            #expect(journal.lines == ["1 begins", "2 begins", "2 ends", "1 ends"])
        }
    }

    @Test(arguments: ResponseKind.allCases)
    func `tasks run after responses of every kind`(kind: ResponseKind) async throws {
        try await withFile(size: 100_000) { file in
            try await TestServer.run { router in
                router.get { [journal] _, context in
                    context.background.add("after") { journal.note("after") }
                    return try await kind.response(size: 100_000, file: file, context: context)
                }
            } _: { server async throws in
                try await server.connect { connection in
                    for round in 1...20 {
                        try await connection.get("/")
                        #expect(try await connection.readResponse().body.utf8.count == (kind == .empty ? 0 : 100_000))
                        try await journal.wait(for: "after", count: round)
                    }
                }
            }
        }
    }

    @Test func `a task begins after the closure that streams the body has ended`() async throws {
        try await TestServer.run { router in
            router.get { [journal] _, context in
                context.background.add("task") { journal.note("task") }
                let body = ResponseBody { writer in
                    for _ in 0..<10 { try await writer.write(ByteBuffer(string: "chunk")) }
                    try await writer.finish(nil)
                    journal.note("body")
                }
                return Response(status: .ok, body: body)
            }
        } _: { server async throws in
            for round in 1...100 {
                #expect(try await server.results(of: "/").count == 1)
                #expect(journal.lines.suffix(2) == ["body", "task"])
                #expect(journal.lines.count == 2 * round)
            }
        }
    }

    @Test func `a task's error leaves a 204 a 204, and its connection open`() async throws {
        try await TestServer.run { router in
            router.get { [journal] _, context in
                context.background.add("fails") { throw Broken() }
                context.background.add("next") { journal.note("next") }
                return HTTPResponse.Status.noContent
            }
        } _: { server async throws in
            try await server.connect { connection in
                for round in 1...3 {
                    try await connection.get("/")
                    #expect(try await connection.readResponse().status == 204)
                    try await journal.wait(for: "next", count: round)
                }
            }
        }
    }

    @Test func `tasks run although the client has gone`() async throws {
        let gate = Gate()
        try await TestServer.run { router in
            router.get { [journal] _, context in
                context.background.add("task") { journal.note("task") }
                let body = ResponseBody { writer in
                    journal.note("streaming")
                    try await gate.wait()
                    while true { try await writer.write(ByteBuffer(repeating: 0, count: 1 << 16)) }
                }
                return Response(status: .ok, body: body)
            }
        } _: { server async throws in
            defer { gate.open() }
            try await server.connect { connection in
                try await connection.get("/")
                try await journal.wait(for: "streaming")
                try await connection.channel.close()
            }
            gate.open()
            try await journal.wait(for: "task")
        }
    }
}
