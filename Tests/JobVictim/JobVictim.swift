import Afterwork
import AfterworkSQLite
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A process that tests kill, or that its own job kills. What it has done stands on its standard output, a line each, and nothing of
/// it is lost when it dies.
///
///     JobVictim FILE enqueue              stores jobs without end, and writes the id of each that is acknowledged
///     JobVictim FILE start NAME…          stores errands, then runs them
///     JobVictim FILE work                 runs what is there
@main struct JobVictim {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let path = arguments.first, let verb = arguments.dropFirst().first else { return say("What is to be done?") }
        let names = Array(arguments.dropFirst(2))
        let queue = JobQueue(store: try SQLiteJobStore(path: path))
        if verb == "enqueue" { return try await enqueue(in: queue) }
        try await queue.enqueue(all: names.map { Errand(name: $0) })
        let company = Company(count: names.count - 1)
        queue.handle(Errand.self) { errand, context in
            say("\(errand.name) begins")
            try await company.run(errand, context)
        }
        try await Worker(queue, configuration: .init(concurrency: 8)).run()
    }

    private static func enqueue(in queue: JobQueue) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<16 {
                group.addTask {
                    while true { say("\(try await queue.enqueue(Errand(name: "\(caller)")).id)") }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// A job that is called by what it does: `poison` kills the process as soon as all others run, or at once when it runs alone; the
/// others wait for ever beside it, and do nothing else when they run again.
struct Errand: Job {
    var name: String
}

/// Those beside the poison.
final class Company: Sendable {
    private let count: Int
    private let begun = Mutex(0)

    init(count: Int) {
        self.count = count
    }

    func run(_ errand: Errand, _ context: JobContext) async throws {
        guard errand.name == "poison" else {
            begun.withLock { $0 += 1 }
            if context.crashes == 0 { try await Task.sleep(for: .seconds(3600)) }
            return
        }
        while context.crashes == 0, begun.withLock(\.self) < count { await Task.yield() }
        kill(getpid(), SIGKILL)
    }
}

/// Writes a line, with one system call so that it is there whatever happens next.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}
