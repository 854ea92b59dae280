package import Afterwork

// For simulations, which run the store's own code with many workers in one process, and again in the same way.
extension SQLiteJobStore {
    /// Opens a database file for a simulation: whoever asks for something does it at once and on his own thread, and no commit waits for
    /// the disk, which is not what is simulated.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - now: The store's clock.
    /// - Throws: ``JobStoreUnavailable``.
    package convenience init(simulatedAt path: String, now: @escaping @Sendable () -> UnixTime) throws {
        try self.init(StoreDatabase(file: StoreFile(path: path, waitsForDisk: false)), mode: .inline, now: now)
    }

    /// Lets go of a worker's lock as the death of its process would, and leaves everything else as it is.
    package func abandon(_ incarnation: Incarnation) {
        workers.abandon(incarnation)
    }
}
