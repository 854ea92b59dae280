/// A job cannot be stored, whatever the store.
public struct JobRefusal: Error, Sendable, CustomStringConvertible {
    /// Why not.
    public enum Reason: Sendable {
        /// Its name, or its queue's, is empty, longer than 128 bytes, or holds a control character.
        case name(String)
        /// It holds more than the queue takes; both in bytes.
        case tooLarge(size: Int, limit: Int)
        /// It cannot be written as JSON.
        case notEncodable(any Error)
    }

    /// What jobs of its type are called.
    public let job: String
    /// Why not.
    public let reason: Reason

    /// What is wrong and what to do.
    public var description: String {
        switch reason {
        case .name(let name):
            "Job \"\(job.prefix(128))\" is not stored: a job's name and its queue have 1 to 128 bytes without control characters, and "
                + "\"\(name.prefix(128))\" does not."
        case .tooLarge(let size, let limit):
            "Job \"\(job)\" is not stored: it holds \(size) bytes of at most \(limit). Keep what is large elsewhere, and its place in the job."
        case .notEncodable(let error):
            "Job \"\(job)\" is not stored, because it cannot be written as JSON: \(error)"
        }
    }
}
