import AfterworkPostgres
import AfterworkWeb
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
        let store = try PostgresJobStore(connectionString: "postgres://shop@db.example/shop")
        let queue = JobQueue(store: store)
        queue.handle(BookPayment.self) { payment, context in
            // Booked, done and followed by its receipt, all of it or nothing: so it is never booked twice, although a job may run twice.
            try await store.transaction { transaction in
                try transaction.execute("UPDATE account SET cents = cents + $1 WHERE id = $2", payment.cents, payment.account)
                try transaction.enqueue(queue.prepare(SendReceipt(account: payment.account)))
                try transaction.finish(context.attempt)
            }
        }
        queue.handle(SendReceipt.self) { receipt, _ in print("Mail to the owner of account \(receipt.account).") }
        if CommandLine.arguments.contains("worker") {  // on as many machines as you like
            let logger = Logger(label: "worker")
            try await ServiceGroup(services: [Worker(queue)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
        } else {
            try await WebApp(title: "Payments", queue: queue, jobs: nil) { Payments() }.run()
        }
    }
}
