import Afterwork

/// A job of no consequence.
struct SendParcel: Job {
    static let options = JobOptions(queue: "parcels")
    var text: String
}

/// A job that is stored with the application's row for it, and ends with it.
struct ShipOrder: Job {
    static let options = JobOptions(queue: "orders")
    var text: String
}

/// A job that says when it was sent.
struct Ring: Job {
    /// Nanoseconds on the machine's monotonic clock.
    var sentAt: Int
}
