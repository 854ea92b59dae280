import Afterwork
import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import TestSupport
import Testing

/// Promise 6: Background work has threads of its own: a task may block or burn the CPU without starving requests, and under a load of
/// requests background work still makes progress.
@Suite(.timeLimit(.minutes(5)))
struct OwnThreadsTests {
    /// What a task does to its thread.
    enum Load: CaseIterable {
        case blocks
        case burns
    }

    @Test func `Background work has threads of its own`() async throws {
        try await TestServer.run { router in
            router.get { _, context in
                #expect(!CurrentThread.isBackground)
                context.background.add("own") {
                    #expect(CurrentThread.isBackground)
                    for _ in 0..<10 {
                        await Task.yield()
                        #expect(CurrentThread.isBackground)
                    }
                    try await Task.sleep(for: .milliseconds(1))
                    #expect(CurrentThread.isBackground)
                }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").map { $0.error == nil } == [true])
        }
    }

    @Test(arguments: Load.allCases)
    func `a task may block or burn the CPU without starving requests`(load: Load) async throws {
        let count = 12  // More than cores: were they on the cooperative pool or the event loops, nothing would move.
        let gate = Gate()
        let isOpen = Journal()
        let journal = Journal()
        try await TestServer.run(concurrency: count) { router in
            router.get("load") { _, context in
                context.background.add("load") {
                    journal.note("begun")
                    switch load {
                    case .blocks: gate.block()
                    case .burns: while isOpen.lines.isEmpty {}
                    }
                    journal.note("ended")
                }
                return HTTPResponse.Status.accepted
            }
            router.get("page") { _, _ in
                // Work of a handler that needs the cooperative pool.
                await withTaskGroup(of: Int.self) { group in
                    for number in 0..<8 {
                        group.addTask {
                            await Task.yield()
                            return number
                        }
                    }
                    return await group.reduce(0, +)
                }.description
            }
        } _: { server async throws in
            defer {
                gate.open()
                isOpen.note("open")
            }
            for _ in 0..<count { #expect(try await server.get("/load").status == 202) }
            try await journal.wait(for: "begun", count: count)
            try await server.connect { connection in
                for _ in 0..<20 {
                    try await connection.get("/page")
                    #expect(try await connection.readResponse().body == "28")
                }
            }
            #expect(journal.lines.count == count)
            gate.open()
            isOpen.note("open")
            try await journal.wait(for: "ended", count: count)
        }
    }

    @Test func `under a load of requests background work still makes progress`() async throws {
        let done = Counter()
        let count = 60
        try await TestServer.run { router in
            router.get("work") { _, context in
                context.background.add("work") {
                    var sum: UInt64 = 0
                    for number in 0..<20_000 as Range<UInt64> { sum = sum &* 31 &+ number }
                    if sum != 1 { done.add() }
                }
                return HTTPResponse.Status.accepted
            }
            router.get("page") { _, _ in "page" }
        } _: { server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        // Requests without a pause, until the background work is done: it would never be if it had to wait for one.
                        try await server.connect { connection in
                            while done.value < count {
                                try await connection.get("/page")
                                #expect(try await connection.readResponse().body == "page")
                            }
                        }
                    }
                }
                for _ in 0..<count { #expect(try await server.get("/work").status == 202) }
                try await group.waitForAll()
            }
            #expect(done.value == count)
        }
    }

    #if os(Linux)
    @Test func `a task that burns the CPU is lowered, and the next one is back at normal priority`() async throws {
        let journal = Journal()
        try await TestServer.run(concurrency: 1) { router in
            router.get("burn") { _, context in
                context.background.add("burn") {
                    while !CurrentThread.isLowered, !Task.isCancelled {}
                    journal.note("lowered")
                }
                context.background.add("next") { journal.note("next is \(CurrentThread.isLowered ? "lowered" : "normal")") }
                return HTTPResponse.Status.accepted
            }
            router.get("other") { _, context in
                context.background.add("other") { journal.note("other is \(CurrentThread.isLowered ? "lowered" : "normal")") }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/burn").count == 2)
            #expect(try await server.results(of: "/other").count == 1)
            #expect(journal.lines == ["lowered", "next is normal", "other is normal"])
        }
    }
    #endif

    @Test func `a task's child tasks run on its threads`() async throws {
        let names = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add("forks") {
                    async let one: Void = names.note("async let \(CurrentThread.isBackground)")
                    await withTaskGroup(of: Void.self) { group in
                        for _ in 0..<20 {
                            group.addTask {
                                await Task.yield()
                                names.note("group \(CurrentThread.isBackground)")
                            }
                        }
                    }
                    await one
                }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 1)
            #expect(Set(names.lines) == ["async let true", "group true"])
        }
    }

    @Test("An unstructured `Task {}` inside a task leaves those threads")
    func unstructured() async throws {
        let names = Journal()
        try await TestServer.run { router in
            router.get { _, context in
                context.background.add("leaves") { await Task { names.note("\(CurrentThread.isBackground)") }.value }
                return HTTPResponse.Status.accepted
            }
        } _: { server async throws in
            #expect(try await server.results(of: "/").count == 1)
            #expect(names.lines == ["false"])
        }
    }
}
