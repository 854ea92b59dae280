import Afterwork
import AfterworkPostgres
import Logging
import TestSupport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A process that tests stop, kill and cut off. What it has done stands on its standard output, a line each, and nothing of it is lost when it
/// dies.
///
///     PostgresProcess URL SCHEMA enqueue CALLERS PAUSE REST  stores jobs without end, which take so many milliseconds, and writes the id of
///                                                            each that is acknowledged; between two each caller rests so many milliseconds
///     PostgresProcess URL SCHEMA work CONCURRENCY LEASE      runs jobs; it is taken for dead after so many milliseconds of silence
///     PostgresProcess URL SCHEMA starve                      stores a job where the system gives it no more threads, and one where it does
@main struct PostgresProcess {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let numbers = arguments.dropFirst(3).compactMap { Int($0) }
        // The reader may be gone first.
        signal(SIGPIPE, SIG_IGN)
        let store = try PostgresJobStore(connectionString: arguments[0], schema: arguments[1])
        var logger = Logger(label: "process") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        let queue = JobQueue(store: store, logger: logger)
        switch (arguments[2], numbers.count) {
        case ("enqueue", 3): await enqueue(in: queue, callers: numbers[0], pause: numbers[1], rest: .milliseconds(numbers[2]))
        case ("work", 2):
            try await work(queue, store, table: "\(arguments[1]).effect", concurrency: numbers[0], lease: .milliseconds(numbers[1]))
        case ("starve", 0):
            try await Shortage.ofThreads { await enqueue(in: queue) }
            await enqueue(in: queue)
        default: say("What is to be done?")
        }
    }

    private static func enqueue(in queue: JobQueue, callers: Int, pause: Int, rest: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<callers {
                group.addTask {
                    while true {
                        await enqueue(in: queue, pause: pause)
                        // Its only error is that it was cancelled, which nobody does.
                        if rest > .zero { try? await Task.sleep(for: rest) }
                    }
                }
            }
        }
    }

    private static func enqueue(in queue: JobQueue, pause: Int = 0) async {
        do {
            say("stored \(try await queue.enqueue(Entry(pause: pause)).id)")
        } catch {
            say("refused \(error)")
        }
    }

    /// Does for each job what is to be there exactly once: a row, in the transaction in which the job is done.
    private static func work(_ queue: JobQueue, _ store: PostgresJobStore, table: String, concurrency: Int, lease: Duration) async throws {
        queue.handle(Entry.self) { entry, context in
            let id = context.attempt.id
            say("begins \(id)")
            do {
                try await Task.sleep(for: .milliseconds(entry.pause))
                try await store.transaction { transaction in
                    try transaction.execute("INSERT INTO \(table) (job, process) VALUES ($1, $2)", "\(id)", Int(getpid()))
                    try transaction.finish(context.attempt)
                }
            } catch is CancellationError {
                say("is stopped \(id)")
                throw CancellationError()
            } catch let error as StaleAttempt {
                say("is stale \(id)")
                throw error
            }
            say("has done \(id)")
        }
        let configuration = Worker.Configuration(concurrency: concurrency, beatInterval: lease / 5, lease: lease)
        say("works")
        try await Worker(queue, configuration: configuration).run()
    }
}

/// A job that takes so many milliseconds.
struct Entry: Job {
    var pause: Int
}

/// Writes a line, with one system call so that it is there whatever happens next.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}
