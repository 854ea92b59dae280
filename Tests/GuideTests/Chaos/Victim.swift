import Synchronization
import TestSupport

/// A process that is killed in each of its lives, and what its log lines said in all of them.
final class Victim: Sendable {
    /// What is counted.
    struct Tally: Sendable {
        var kills = 0
        /// Killed before the process had said that it was at work.
        var killsAtStart = 0
        /// Ended before it was killed.
        var ends: [String] = []
        /// Jobs taken over from a process that died, by how often that had happened to them.
        var takenOver: [Int: Int] = [:]
        var quarantined = 0
        /// Attempts that found their line written by one that died.
        var foundWritten = 0
        /// Log lines of errors besides.
        var errors: [String] = []
    }

    private let arguments: [String]
    private let sign: String
    private let folder: TemporaryFolder
    private let state = Mutex(Tally())

    var tally: Tally { state.withLock(\.self) }

    /// - Parameters:
    ///   - arguments: What the process is started with.
    ///   - sign: What it logs when it is at work.
    ///   - folder: Where it runs.
    init(_ arguments: [String], sign: String, in folder: TemporaryFolder) {
        self.arguments = arguments
        self.sign = sign
        self.folder = folder
    }

    /// Lives once, and is killed so long after the start of its process. If it says that it is at work, the line is passed on.
    func live(for life: Duration, isAtWork: @escaping @Sendable (String) -> Void = { _ in }) async throws {
        let end = try await GuideProcess.start(arguments, in: folder, executable: ChaosPlan.current.executable) { process in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    if let line = await process.log.first(containing: self.sign) { isAtWork(line) }
                }
                // The instant is what is tested: nothing tells when it has come but time.
                try await Task.sleep(for: life)
                try process.send(.kill)
                try await group.waitForAll()
            }
        }
        state.withLock { tally in
            if end.status == .signaled(9) { tally.kills += 1 } else { tally.ends.append("\(end.status): \(end.log.last ?? "")") }
            if !end.log.contains(where: { $0.contains(sign) }) { tally.killsAtStart += 1 }
        }
        read(end.log)
    }

    /// Lives once, and is ended in order.
    func live(until use: @Sendable (GuideProcess) async throws -> Void) async throws {
        let end = try await GuideProcess.start(arguments, in: folder, executable: ChaosPlan.current.executable) { process in
            guard await process.log.first(containing: sign) != nil else { return }
            try await use(process)
            try process.send(.terminate)
        }
        if end.status != .exited(0) { state.withLock { $0.ends.append("\(end.status): \(end.log.last ?? "")") } }
        read(end.log)
    }

    private func read(_ log: [String]) {
        state.withLock { tally in
            for line in log {
                if line.contains("Job is taken over from a process that died.") {
                    tally.takenOver[line.firstMatch(of: /job\.crashes=(\d+)/).flatMap { Int($0.1) } ?? 0, default: 0] += 1
                } else if line.contains("is put into quarantine") {
                    tally.quarantined += 1
                } else if line.contains("An earlier attempt has written the analysis already.") {
                    tally.foundWritten += 1
                } else if line.hasPrefix("ERROR:") || line.hasPrefix("CRITICAL:") {
                    tally.errors.append(line)
                }
            }
        }
    }
}
