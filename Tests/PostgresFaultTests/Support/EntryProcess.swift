import Foundation
import Subprocess
import TestSupport
import Testing

/// `PostgresProcess` as a process of its own.
struct EntryProcess: Sendable {
    /// What it has written so far.
    let lines = Lines()
    /// What it has logged.
    let log = Lines()
    private let signalling: @Sendable (Signal) throws -> Void

    /// Runs it while it is used, and kills it then.
    ///
    /// - Parameters:
    ///   - arguments: What it is to do, behind where.
    ///   - office: Where.
    ///   - target: How it connects, if not as everybody does.
    ///   - use: What is done meanwhile.
    /// - Returns: What that came to.
    /// - Throws: What that throws, or if it cannot be run.
    static func run<Value: Sendable>(
        _ arguments: [String],
        in office: Office,
        by target: String? = nil,
        _ use: @Sendable (EntryProcess) async throws -> Value
    ) async throws -> Value {
        let target = target ?? office.target
        return try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "exec \"$0\" \"$@\"", try executable, target, office.schema] + arguments),
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let process = EntryProcess { try execution.send(signal: $0) }
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await line in execution.standardOutput.strings() { process.lines.append(line) }
                    process.lines.end()
                }
                group.addTask {
                    for try await line in execution.standardError.strings() { process.log.append(line) }
                }
                // One that was killed already is not there any more.
                defer { try? execution.send(signal: .kill) }
                let value = try await use(process)
                try? execution.send(signal: .kill)
                try await group.waitForAll()
                return value
            }
        }.closureResult
    }

    /// A worker while it is used.
    static func work<Value: Sendable>(
        in office: Office,
        by target: String? = nil,
        concurrency: Int = 8,
        lease: Duration = .seconds(3),
        _ use: @Sendable (EntryProcess) async throws -> Value
    ) async throws -> Value {
        try await run(["work", "\(concurrency)", "\(Int(lease / .milliseconds(1)))"], in: office, by: target) { worker in
            _ = try #require(await worker.lines.first(containing: "works"))
            return try await use(worker)
        }
    }

    /// Someone who enqueues while it is used, without end.
    static func enqueue<Value: Sendable>(
        in office: Office,
        by target: String? = nil,
        callers: Int = 4,
        pause: Int = 0,
        rest: Int = 0,
        _ use: @Sendable (EntryProcess) async throws -> Value
    ) async throws -> Value {
        try await run(["enqueue", "\(callers)", "\(pause)", "\(rest)"], in: office, by: target) { clients in
            _ = try #require(await clients.lines.first(containing: "stored "))
            return try await use(clients)
        }
    }

    func kill() throws { try signalling(.kill) }
    func pause() throws { try signalling(.suspend) }
    func goOn() throws { try signalling(.resume) }

    /// What stands behind a word in the lines that begin with it.
    func all(_ word: String) -> [String] {
        lines.all.filter { $0.hasPrefix("\(word) ") }.map { String($0.dropFirst(word.count + 1)) }
    }

    /// Beside the tests, where the build put it.
    private static var executable: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["PostgresProcess"]).joined(separator: "/")
        }
    }
}
