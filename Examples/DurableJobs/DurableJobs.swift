import AfterworkSQLite
import AfterworkWeb
import GRDB
import Logging
import ServiceLifecycle
import UnixSignals

struct SendReceipt: Job {
    static let options = JobOptions(queue: "mail", retry: .exponential(maximumAttempts: 5), timeout: .seconds(60))
    var order: Int
    var address: String
}

@Schema struct Order {
    var item: String
    var address: String
}

@Schema struct OrderNumber {
    var number: Int
}

@API struct Orders: RouteProvider {
    let database: DatabasePool
    let store: SQLiteJobStore
    let queue: JobQueue

    /// Keeps an order and has its receipt sent: in one transaction, so that there is never one without the other.
    @Post("/orders")
    func placeOrder(order: Order) async throws -> Reply<OrderNumber> {
        let (number, job) = try await database.write { db in
            try db.execute(sql: "INSERT INTO orders (item) VALUES (?)", arguments: [order.item])
            let number = Int(db.lastInsertedRowID)
            let job = try store.enqueue(queue.prepare(SendReceipt(order: number, address: order.address)), in: db)
            return (number, job.id)
        }
        return .accepted(job, OrderNumber(number: number))
    }

    /// Has a receipt sent once more, unless one is on its way.
    @Post("/orders/{order}/receipts")
    func sendReceipt(order: Int, address: String, background: BackgroundTasks) -> Response {
        .accepted(background.enqueue(SendReceipt(order: order, address: address)) { $0.unique = .by(.payload) })
    }
}

@main struct DurableJobs {
    static func main() async throws {
        let database = try DatabasePool(path: "orders.sqlite")
        try await database.write { try $0.execute(sql: "CREATE TABLE IF NOT EXISTS orders (number INTEGER PRIMARY KEY, item TEXT)") }
        let store = try SQLiteJobStore(database: database)  // or (path: "jobs.sqlite"), a file of its own
        let queue = JobQueue(store: store)
        queue.handle(SendReceipt.self) { receipt, context in
            try await context.report(progress: 0.5, "written")
            print("Mail to \(receipt.address): thank you for order \(receipt.order).")
        }
        if CommandLine.arguments.contains("worker") {  // runs jobs, and serves nothing
            let logger = Logger(label: "worker")
            try await ServiceGroup(services: [Worker(queue)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
        } else {  // serves, and runs jobs unless told `jobs: nil`
            try await WebApp(title: "Orders", queue: queue) {
                Orders(database: database, store: store, queue: queue)
                JobRoutes(queue) { access, job, _ in job.queue == "mail" && access == .read }
            }.run()
        }
    }
}
