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

    /// - Parameters:
    ///   - end: How the process dies.
    ///   - isApplication: Whether the jobs are in an application's database, with its orders.
    ///   - options: Further options of the process.
    ///   - seed: Chooses what happens.
    /// - Throws: If there is no folder for it.
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

    /// Lets a process live, and looks at what it has left.
    ///
    /// - Parameter calls: How many calls that change the disk the process may live for, at most.
    /// - Returns: What contradicts what was acknowledged.
    /// - Throws: If the process cannot be run, or what it has left not be read.
    mutating func live(forCalls calls: ClosedRange<Int>) async throws -> [String] {
        // In a folder of its own, which is new as well; not for an application, which sees to its folder itself.
        if isApplication { try FileManager.default.createDirectory(atPath: disk + "/data", withIntermediateDirectories: true) }
        let record = folder.file("record-\(deaths)")
        let arguments =
            ["storm", "--disk", disk, "--path", path, "--record", record, "--end", end.rawValue]
            + ["--seed", "\(generator.next())", "--call", "\(Int.random(in: calls, using: &generator))"] + options
        let end = try await StoreProgram.run(arguments)
        guard end.status == .signaled(9) else { return ["\(arguments) ended with \(end.status): \(end.errors)"] }
        deaths += 1
        // Nothing was acknowledged if it died before it could write that down.
        if FileManager.default.fileExists(atPath: record) {
            ledger.add(try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n").map(String.init))
        }
        do {
            let store = try survivor ?? open()
            let violations = try ledger.violations(in: path)
            if !violations.isEmpty { return violations }
            try await rescue(in: store)
            try ledger.adopt(path)
            if self.end == .killed, !isApplication { survivor = store } else { await store.close() }
            return []
        } catch {
            return ["\(error)"]
        }
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
        let jobs = try await store.rescue(presences.map(\.incarnation))
        #expect(jobs.count == running)
        #expect(try await store.countsByState()[.running] == nil)
        rescued += jobs.count
    }
}
