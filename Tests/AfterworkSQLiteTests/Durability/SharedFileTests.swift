import Afterwork
import Foundation
import TestSupport
import Testing

@testable import AfterworkSQLite

/// One file and several processes, for real.
@Suite(.timeLimit(.minutes(2)))
struct SharedFileTests {
    private let folder: TemporaryFolder
    private let maker = JobMaker()

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `two processes that enqueue and run jobs on one file run each job once`() async throws {
        let count = 400
        let store = try SQLiteJobStore(path: folder.file())
        try await withThrowingTaskGroup(of: Void.self) { group in
            let isDone = Gate()
            for number in 0..<2 {
                let arguments = ["share", "--path", folder.file(), "--record", folder.file("\(number)"), "--jobs", "\(count)"]
                group.addTask {
                    let end = try await StoreProgram.run(arguments) { program in
                        try await isDone.wait()
                        try program.send(.terminate)
                    }
                    #expect(end.status == .exited(0), "\(end.errors)")
                }
            }
            group.addTask { [store] in
                try await eventually { try await store.countsByState() == [.completed: 2 * count] }
                isDone.open()
            }
            try await group.waitForAll()
        }
        let lines = try (0..<2).map { try String(contentsOfFile: folder.file("\($0)"), encoding: .utf8).split(separator: "\n") }
        let enqueued = lines.joined().filter { $0.hasPrefix("enqueued ") }.map { $0.dropFirst("enqueued ".count) }
        // Each in its first attempt.
        let ran = lines.joined().filter { $0.hasPrefix("ran ") }.map { $0.dropFirst("ran ".count) }
        #expect(ran.sorted() == enqueued.map { "\($0) 1" }.sorted())
        for part in lines { #expect(part.contains { $0.hasPrefix("ran ") }) }
        // They have left nothing behind.
        #expect(try await store.presences() == [])
        #expect(folder.names(in: "jobs.sqlite-workers") == [])
    }

    @Test func `a process that waits for work and never looks for it is woken by each job that another one enqueues`() async throws {
        let store = try SQLiteJobStore(path: folder.file())
        let end = try await StoreProgram.run(["listen", "--path", folder.file()]) { program in
            try await eventually { try await !store.presences().isEmpty }
            for number in 1...200 {
                _ = try await store.enqueue([maker.job("ring", payload: "{\"sentAt\":\(Self.now)}")])
                try await program.output.wait(forCount: number)
            }
            let times = program.output.lines.compactMap { Int($0) }.sorted()
            try #require(times.count == 200)
            print("Woken across processes, fsync included: p50 \(times[100] / 1000) µs, p99 \(times[198] / 1000) µs.")
            try program.send(.terminate)
        }
        #expect(end.status == .exited(0), "\(end.errors)")
    }

    @Test func `a process that gets no thread for its store is told so, and goes on when it gets one`() async throws {
        let end = try await StoreProgram.run(["starve", "--path", folder.file()]) { program in
            try await program.output.wait(forCount: 2)
            #expect(program.output.lines[0].hasPrefix("refused: The job store needs a thread, and the system has none to give."))
            #expect(program.output.lines[1] == "stored")
        }
        #expect(end.status == .exited(0), "\(end.errors)")
    }

    /// Nanoseconds on the machine's monotonic clock.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
