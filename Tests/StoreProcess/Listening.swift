import Afterwork
import AfterworkSQLite
import ArgumentParser
import Logging
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs the jobs that others enqueue when it is woken, and never looks for itself, until SIGTERM. Prints after how many nanoseconds each
/// began.
struct Listening: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "listen")

    @Option(help: "The database file.") var path: String

    func run() async throws {
        let store = try SQLiteJobStore(path: path)
        let output = try Record(path: "/dev/stdout")
        let queue = JobQueue(store: store)
        queue.handle(Ring.self) { ring, _ in
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            try output.note(["\(now.tv_sec * 1_000_000_000 + now.tv_nsec - ring.sentAt)"])
        }
        let worker = Worker(queue, configuration: Worker.Configuration(pollInterval: .seconds(86_400)))
        try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: Logger(label: "listen")).run()
        await store.close()
    }
}
