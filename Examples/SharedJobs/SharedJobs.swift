import AfterworkPostgres
import AfterworkWeb
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

@Schema struct Payment {
    var account: Int
    var cents: Int
}

struct BookPayment: Job {
    static let options = JobOptions(queue: "payments")
    var account: Int
    var cents: Int
}

struct SendReceipt: Job {
    static let options = JobOptions(queue: "mail")
    var account: Int
}

@API struct Payments: RouteProvider {
    /// Takes a payment, which is booked afterwards, on whichever machine has time for it.
    @Post("/payments")
    func pay(payment: Payment, background: BackgroundTasks) -> Response {
        .accepted(background.enqueue(BookPayment(account: payment.account, cents: payment.cents)))
    }
}

@main struct SharedJobs {
    static func main() async throws {
        let target = ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "postgres://shop@db.example/shop"
        let store = try PostgresJobStore(connectionString: target)
        let queue = JobQueue(store: store)
        queue.handle(BookPayment.self) { payment, context in
            // Booked, done and followed by its receipt, all of it or nothing: so it is never booked twice, although a job may run twice.
            try await store.transaction { transaction in
                let book = """
                    INSERT INTO account (id, cents) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET cents = account.cents + $2 RETURNING cents
                    """
                let rows = try transaction.execute(book, payment.account, payment.cents).rows
                context.logger.info("The account has \(rows[0]["cents"] ?? "no") cents.")
                try transaction.enqueue(queue.prepare(SendReceipt(account: payment.account)))
                try transaction.finish(context.attempt)
            }
        }
        queue.handle(SendReceipt.self) { receipt, _ in print("Mail to the owner of account \(receipt.account).") }
        if CommandLine.arguments.contains("worker") {  // on as many machines as you like
            let logger = Logger(label: "worker")
            try await ServiceGroup(services: [Worker(queue)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
        } else {
            let table = "CREATE TABLE IF NOT EXISTS account (id int PRIMARY KEY, cents bigint NOT NULL)"
            try await store.transaction { try $0.execute(table) }
            try await WebApp(title: "Payments", queue: queue, jobs: nil) {
                Payments()
                JobRoutes(queue) { access, job, _ in job.queue == "payments" && access == .read }
            }.run()
        }
    }
}
