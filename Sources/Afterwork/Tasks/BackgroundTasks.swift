public import Logging

/// The work that one request leaves for after its response.
///
/// ```swift
/// background.add("notify customer") { try await notify(review.customerID) }
/// background.add(trackActivity, productID, "reviewed", "Alice")
/// ```
///
/// The tasks start after the last byte of the response was handed to the kernel, and run one after another in the order added. One
/// that fails is logged and does not stop the next. They are lost if the process dies: what must survive is a job, which
/// ``enqueue(_:configure:)`` stores.
///
/// A task may be added until the handler has returned. Later, for example from the closure that streams a response's body, it is
/// refused: an error is logged, the `afterwork.tasks.refused` counter goes up, and the task never runs.
///
/// A task runs on threads of its own, so it may block or compute. An unstructured `Task { }` inside it leaves those threads, is not
/// waited for, and competes with requests: use `async let` or a task group instead.
public struct BackgroundTasks: Sendable {
    private let list: TaskList
    private let logger: Logger

    /// The list that a request's tasks are kept in, seen with the logger whose metadata the tasks shall carry.
    public init(list: TaskList, logger: Logger) {
        self.list = list
        self.logger = logger
    }

    /// Adds a closure that runs after the response.
    ///
    /// - Parameters:
    ///   - name: What the task is called in logs and metrics.
    ///   - condition: Whether the task also runs when the handler throws.
    ///   - operation: The work. What it throws is logged and counted.
    /// - Returns: The id that names the task in the logs.
    @discardableResult
    public func add(
        _ name: String,
        when condition: BackgroundTask.Condition = .handlerReturns,
        operation: @escaping @Sendable () async throws -> Void
    ) -> BackgroundTask.ID {
        list.add(name: name, condition: condition, logger: logger, operation: operation)
    }

    /// Adds a function and the arguments that it is called with after the response.
    ///
    /// The arguments are checked where the task is added, by the compiler:
    ///
    /// ```swift
    /// background.add(trackActivity, projectID, "created 'Setup database'", "Alice")
    /// ```
    ///
    /// - Parameters:
    ///   - function: A function, static method or method of a `Sendable` value; synchronous or not, throwing or not.
    ///   - arguments: The function's arguments, without labels.
    ///   - name: What the task is called in logs and metrics; the place of the call if left out.
    ///   - condition: Whether the task also runs when the handler throws.
    ///   - fileID: The file of the call; leave it out.
    ///   - line: The line of the call; leave it out.
    /// - Returns: The id that names the task in the logs.
    @discardableResult
    public func add<each Argument: Sendable, Result>(
        _ function: @escaping @Sendable (repeat each Argument) async throws -> Result,
        _ arguments: repeat each Argument,
        name: String? = nil,
        when condition: BackgroundTask.Condition = .handlerReturns,
        fileID: String = #fileID,
        line: UInt = #line
    ) -> BackgroundTask.ID {
        list.add(name: name ?? "\(fileID):\(line)", condition: condition, logger: logger) {
            _ = try await function(repeat each arguments)
        }
    }

    /// Stores a job with the request: it is kept before the client has its reply, and runs whatever happens to this process.
    ///
    /// ```swift
    /// let id = background.enqueue(AnalyzeReview(…)) { $0.priority = 10 }
    /// ```
    ///
    /// All jobs of a request are stored in one step, after its handler has returned and before its response is written. If that fails,
    /// the client is answered 503 and nothing runs; a handler that throws enqueues nothing.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - configure: Changes the options of its type for this one.
    /// - Returns: The job's id, or one that will be an alias of it if the same job is there already.
    @discardableResult
    public func enqueue<J: Job>(_ job: J, configure: (inout JobOptions) -> Void = { _ in }) -> JobID {
        list.enqueue(job, logger: logger, configure: configure)
    }

    /// The same tasks, for an author whose log lines carry other metadata.
    ///
    /// - Parameter logger: The logger whose metadata the tasks added from here on carry.
    /// - Returns: A view of the same list.
    public func with(logger: Logger) -> BackgroundTasks {
        BackgroundTasks(list: list, logger: logger)
    }
}
