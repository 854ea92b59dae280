import Afterwork
import AfterworkPostgres
import AfterworkSQLite
import Foundation
import TestSupport

/// A store under simulation, and what it has to do with the death of a process.
struct SimulatedStore: Sendable {
    var store: any JobStore
    /// Does with a worker what the death of its process would.
    var abandon: @Sendable (Incarnation) -> Void = { _ in }
    /// Whether one reaches it over a network: what a process has sent may arrive after its death, and only its silence shows that it died.
    var isRemote = false
}

/// Which store is simulated.
package enum StoreKind: String, CaseIterable, Sendable {
    case memory
    case sqlite
    /// In the server that AFTERWORK_POSTGRES names.
    case postgres

    /// Makes an empty store, and takes away what there is of it when that has been used.
    ///
    /// - Parameters:
    ///   - wall: The store's clock.
    ///   - use: What is done with it.
    /// - Returns: What that came to.
    /// - Throws: What that throws, and why the store cannot be made.
    func with<Result>(_ wall: WallClock, _ use: (SimulatedStore) throws -> Result) throws -> Result {
        switch self {
        case .memory: return try use(SimulatedStore(store: InMemoryJobStore { wall.now }, isRemote: true))
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(path: "afterwork-simulation-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // What is left there concerns nobody.
            defer { try? FileManager.default.removeItem(at: folder) }
            let store = try SQLiteJobStore(simulatedAt: folder.appending(path: "jobs.sqlite").path) { wall.now }
            return try use(SimulatedStore(store: store) { store.abandon($0) })
        case .postgres:
            let store = try PostgresJobStore(simulatedOn: PostgresServer.connectionString, schema: PostgresServer.newSchema()) { wall.now }
            // What is left there concerns nobody.
            defer { try? store.removeTables() }
            return try use(SimulatedStore(store: store, isRemote: true))
        }
    }
}
