/// The store could not do what it was asked. What it holds is as it was.
public struct JobStoreUnavailable: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why not.
    public enum Reason: Sendable, Hashable {
        /// There is no room on the disk.
        case full
        /// Somebody else has held the store for too long.
        case busy
        /// It may be read and not be written.
        case readOnly
        /// It is damaged.
        case corrupt
        /// It was made by a newer version, which this one does not know.
        case newer
        /// It cannot be reached, or something else is wrong with it.
        case lost
        /// It was closed.
        case closed
    }

    /// Why not.
    public let reason: Reason
    /// What is wrong, with which part of the store, and what to do.
    public let description: String

    /// A failure.
    ///
    /// - Parameters:
    ///   - reason: Why the store could not do it.
    ///   - description: What is wrong, with which part of the store, and what to do.
    public init(_ reason: Reason, _ description: String) {
        self.reason = reason
        self.description = description
    }
}
