import Afterwork
import Foundation
import GRDB
import Subprocess
import TestSupport
import Testing

@testable import AfterworkSQLite

/// A store whose process dies again and again before some call that changes the disk, and what was acknowledged until then.
struct DoomedStore {
    /// How the process dies.
    enum End: String {
        case killed
        case powerCut = "power-cut"
        case lyingDisk = "lying-disk"
    }

    /// How the disk fails.
    enum Failure: String {
        case full
        case broken
    }

    private let folder: TemporaryFolder
    private let end: End
    private let isApplication: Bool
    private let options: [String]
    private var generator: SplitMix64
    private var ledger = JobLedger()
    /// Is there all the time, and looks after what the process leaves.
    private var survivor: SQLiteJobStore?
    private(set) var deaths = 0
    private(set) var rescued = 0
    /// How many lives went on after the disk had failed.
    private(set) var recoveries = 0

    /// - Parameters:
    ///   - end: How the process dies.
    ///   - isApplication: Whether the jobs are in an application's database, with its orders.
    ///   - options: Further options of the process.
    ///   - seed: Chooses what happens.
    /// - Throws: An error of Foundation's if the folder cannot be made.
    init(_ end: End, isApplication: Bool, options: [String] = [], seed: UInt64) throws {
        folder = try TemporaryFolder()
        self.end = end
        self.isApplication = isApplication
        self.options = options + (isApplication ? ["--application"] : [])
        generator = SplitMix64(seed: seed)
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    }

    /// Without a link in it, as SQLite calls its files.
    private var disk: String { Folder.resolved(folder.path) + "/disk" }
    private var path: String { disk + "/data/jobs.sqlite" }
    var acknowledged: Int { ledger.count }
    /// What the store gave as the reason of a refusal, each time.
    var reasons: [String] { ledger.reasons }

    /// Lets a process live, and looks at what it has left.
    ///
    /// - Parameters:
    ///   - calls: For how many calls that change the disk the process lives.
    ///   - failure: How the disk fails for a while from then on, some time before the end.
    ///   - keepsNothing: Whether a power cut leaves nothing at all that was not flushed, instead of some of it.
    /// - Returns: What contradicts what was acknowledged.
    /// - Throws: An error of Foundation's or Subprocess's.
    mutating func live(
        forCalls calls: ClosedRange<Int>,
        failure: Failure? = nil,
        keepsNothing: Bool = false
    ) async throws -> [String] {
        // In a folder of its own, which is new as well; not for an application, which sees to its folder itself.
        if isApplication { try FileManager.default.createDirectory(atPath: disk + "/data", withIntermediateDirectories: true) }
        let record = folder.file("record-\(deaths)")
        let seed = keepsNothing ? 0 : generator.next()
        let arguments = arguments(record: record, calls: calls, failure: failure) + ["--seed", "\(seed)"]
        let end = try await StoreProgram.run(arguments)
        guard end.status == .signaled(9) else { return ["\(arguments) ended with \(end.status): \(end.errors)"] }
        deaths += 1
        // Nothing was acknowledged if it died before it could write that down.
        if FileManager.default.fileExists(atPath: record) {
            let lines = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n").map(String.init)
            ledger.add(lines)
            if let last = lines.lastIndex(where: { $0.hasPrefix("refused ") }), last < lines.count - 1 { recoveries += 1 }
        }
        do {
            return try await lookAround()
        } catch {
            return ["\(error)"]
        }
    }

    private mutating func arguments(record: String, calls: ClosedRange<Int>, failure: Failure?) -> [String] {
        var call = Int.random(in: calls, using: &generator)
        var options = options
        if let failure {
            let count = Int.random(in: 1...60, using: &generator)
            options += ["--failure", failure.rawValue, "--fail-from", "\(call)", "--fail-for", "\(count)"]
            call += count + 300
        }
        return ["storm", "--disk", disk, "--path", path, "--record", record, "--end", end.rawValue, "--call", "\(call)"] + options
    }

    private mutating func lookAround() async throws -> [String] {
        let store = try survivor ?? open()
        let violations = try ledger.violations(in: path)
        if !violations.isEmpty { return violations }
        try await rescue(in: store)
        try ledger.adopt(path)
        if end == .killed, !isApplication { survivor = store } else { await store.close() }
        return []
    }

    private func open() throws -> SQLiteJobStore {
        try isApplication ? SQLiteJobStore(database: DatabasePool(path: path)) : SQLiteJobStore(path: path)
    }

    /// Gives back what the dead process held, as a worker does when it starts and when it hears of the death.
    private mutating func rescue(in store: SQLiteJobStore) async throws {
        let presences = try await store.presences()
        // At the first look.
        #expect(presences.allSatisfy { $0.sign == .dead })
        let running = try await store.countsByState()[.running, default: 0]
        let jobs = try await store.rescue(presences)
        #expect(jobs.count == running)
        #expect(try await store.countsByState()[.running] == nil)
        rescued += jobs.count
    }
}
