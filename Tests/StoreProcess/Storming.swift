import Afterwork
import AfterworkSQLite
import ArgumentParser
import GRDB
import PowerCut
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Enqueues, claims and finishes jobs, for many callers at once and for ever, and notes what it was told.
struct Storming: AsyncParsableCommand {
    enum End: String, ExpressibleByArgument {
        case killed
        case powerCut = "power-cut"
        case lyingDisk = "lying-disk"
    }

    enum Failure: String, ExpressibleByArgument {
        case full
        case broken
    }

    static let configuration = CommandConfiguration(commandName: "storm")

    @Option(help: "The folder that stands for the disk.") var disk: String
    @Option(help: "The database file, on the disk.") var path: String
    @Option(help: "Where to note what it was told, elsewhere.") var record: String
    @Option(help: "Chooses what is done.") var seed: UInt64
    @Option(help: "How it ends: killed, power-cut, or lying-disk.") var end: End
    @Option(help: "Before which call that changes the disk it ends.") var call: UInt64
    @Option(help: "Before which call the disk begins to fail.") var failFrom: UInt64 = 0
    @Option(help: "For how many calls it fails.") var failFor: UInt64 = 0
    @Option(help: "How it fails: full, or broken.") var failure: Failure = .full
    @Flag(help: "The database is an application's, which has orders.") var application = false
    @Flag(help: "Place orders, and nothing else, with `synchronous` turned off.") var unsafe = false

    func run() async throws {
        let end =
            switch end {
            case .killed: power_cut_end_killed
            case .powerCut: power_cut_end_without_power
            case .lyingDisk: power_cut_end_with_lying_disk
            }
        guard power_cut_plan(disk, end, call, seed) else { throw ValidationError("There are no power cuts on this system.") }
        power_cut_plan_failure(failFrom, failFor, failure == .full ? ENOSPC : EIO)
        let record = try Record(path: record)
        let orders = application ? try await record.refusals { [path, unsafe] in try OrderDatabase(path: path, isSafe: !unsafe) } : nil
        let store: SQLiteJobStore =
            if let orders { orders.store } else { try await record.refusals { [path] in try SQLiteJobStore(path: path) } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { [seed, unsafe] in
                    var caller = StormCaller(store: store, orders: orders, record: record, seed: seed &+ UInt64(number))
                    if unsafe {
                        while true { try await caller.placeOrder() }
                    } else {
                        try await caller.run()
                    }
                }
            }
            group.addTask { [path] in try await Self.moveLogIntoDatabase(path, record) }
            try await group.waitForAll()
        }
    }

    /// What a store does every 16 MB, and other programs on the file do when they like.
    private static func moveLogIntoDatabase(_ path: String, _ record: Record) async throws {
        let database = try await record.refusals { try DatabaseQueue(path: path) }
        let kinds: [Database.CheckpointMode] = [.passive, .restart, .truncate]
        for round in 0... {
            do {
                try await database.writeWithoutTransaction { _ = try $0.checkpoint(kinds[round % kinds.count]) }
            } catch is DatabaseError {
                // Somebody reads or writes, or the disk fails; another round may do it.
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
