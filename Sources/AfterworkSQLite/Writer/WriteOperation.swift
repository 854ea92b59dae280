import Afterwork

/// Something that a caller wants done in the database, and waits for.
struct WriteOperation: Sendable {
    /// Whether it is only done when it is on the disk.
    let waitsForDisk: Bool
    /// Does it, inside a transaction that it may share with others.
    ///
    /// Returns how to tell the caller when the transaction has been committed. May be called again in another transaction, if that one
    /// was not.
    let run: @Sendable (inout JobTables) throws -> @Sendable () -> Void
    /// Tells the caller that it was not done.
    let fail: @Sendable (JobStoreUnavailable) -> Void
}
