import Afterwork
import AfterworkSQLite
import ArgumentParser
import Logging
import ServiceLifecycle

/// Enqueues jobs and runs whatever jobs there are, its own and those of others, until SIGTERM.
struct Sharing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "share")

    @Option(help: "The database file.") var path: String
    @Option(help: "Where to note which jobs it has enqueued and which it has run.") var record: String
    @Option(help: "How many jobs to enqueue.") var jobs: Int

    func run() async throws {
        let store = try SQLiteJobStore(path: path)
        let record = try Record(path: record)
        let queue = JobQueue(store: store)
        queue.handle(SendParcel.self) { _, context in try record.note(["ran \(context.id) \(context.attempt.fence)"]) }
        let producer = Producer(queue: queue, record: record, count: jobs)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: Worker(queue)), .init(service: producer, successTerminationBehavior: .ignore),
                ],
                gracefulShutdownSignals: [.sigterm],
                logger: Logger(label: "share")
            )
        )
        try await group.run()
        await store.close()
    }

    private struct Producer: Service {
        let queue: JobQueue
        let record: Record
        let count: Int

        func run() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for number in 0..<count / 8 {
                            let job = try await queue.enqueue(SendParcel(text: "\(number)"))
                            try record.note(["enqueued \(job.id)"])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
