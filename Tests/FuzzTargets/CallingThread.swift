import Dispatch
import Synchronization

/// Runs asynchronous work on the thread that asks for it, as far as the work lets it: what libFuzzer calls is not asynchronous, and a
/// hop to another thread costs more than most inputs do.
public final class CallingThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let wake = DispatchSemaphore(value: 0)

    /// Takes a job; Swift calls this.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        wake.signal()
    }

    /// Runs work to its end.
    ///
    /// - Parameter work: The work.
    /// - Returns: What comes of it.
    /// - Throws: What it throws.
    public static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
        let thread = CallingThread()
        let outcome = Outcome<Value>()
        Task(executorPreference: thread) {
            do { outcome.set(.success(try await work())) } catch { outcome.set(.failure(error)) }
        }
        while true {
            if let result = outcome.result { return try result.get() }
            thread.wake.wait()
            let next = thread.jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            next?.runSynchronously(on: thread.asUnownedTaskExecutor())
        }
    }
}

private final class Outcome<Value: Sendable>: Sendable {
    private let stored = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? { stored.withLock(\.self) }

    func set(_ result: Result<Value, any Error>) {
        stored.withLock { $0 = result }
    }
}
