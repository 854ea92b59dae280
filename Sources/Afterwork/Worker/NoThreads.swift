/// The system has no more threads to give, without which nothing runs.
public struct NoThreads: Error, Sendable, Hashable, CustomStringConvertible {
    /// What to do.
    public var description: String {
        "Jobs cannot run: the system has no more threads to give. See to the limits of the process (`ulimit -u`) and of its container."
    }
}
