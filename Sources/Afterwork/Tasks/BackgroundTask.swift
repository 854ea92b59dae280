import Logging
import ServiceContextModule

/// One piece of work that runs after its response was sent, in this process only.
///
/// A task is made by ``BackgroundTasks/add(_:when:operation:)``; it carries the logger metadata and the trace context of the
/// request that added it. It does not survive a crash of the process.
public struct BackgroundTask: Sendable, Identifiable {
    /// Names one task in logs, metrics and results: unique within a process start, and between starts as good as unique.
    public struct ID: Sendable, Hashable, CustomStringConvertible {
        let incarnation: UInt32
        let sequence: UInt64

        /// The id of a task that no runner took.
        static let none = ID(incarnation: 0, sequence: 0)

        /// The start of the process in eight hexadecimal digits, a dash, and the task's number in it: `5f3a9c01-42`.
        public var description: String {
            let digits = String(incarnation, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits + "-" + String(sequence)
        }
    }

    /// Decides whether a task runs when its handler failed.
    public enum Condition: Sendable, Hashable {
        /// Runs when the handler returned, whatever the status of its response. A handler that throws drops the task.
        case handlerReturns
        /// Runs in any case, also when the handler threw: for audits and clean-up.
        case always
    }

    /// Names this task in logs, metrics and results.
    public let id: ID
    /// What the task is called, as its author wrote it.
    public let name: String
    /// Whether the task runs when its handler failed.
    public let condition: Condition

    let logger: Logger
    let context: ServiceContext?
    let operation: @Sendable () async throws -> Void
}

/// How a task ended.
public struct BackgroundTaskResult: Sendable {
    /// The task's id.
    public let id: BackgroundTask.ID
    /// The task's name.
    public let name: String
    /// What the task threw, or `nil` if it succeeded.
    public let error: (any Error)?
}
