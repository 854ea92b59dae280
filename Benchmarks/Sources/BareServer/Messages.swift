import Hummingbird

// Keys are spelled out, so that no strategy for converting them slows the coders down.

struct Greeting: ResponseEncodable {
    var message: String
    var status: String
}

struct TaskCreate: Decodable {
    enum CodingKeys: String, CodingKey {
        case taskName = "task_name"
        case assignedTo = "assigned_to"
    }

    var taskName: String
    var assignedTo: String
}

struct TaskReceipt: ResponseEncodable {
    enum CodingKeys: String, CodingKey {
        case taskID = "task_id"
        case status
    }

    var taskID: String
    var status: String
}

struct Order: ResponseEncodable, Decodable {
    enum CodingKeys: String, CodingKey {
        case orderID = "order_id"
        case customer
        case quantity
        case unitPrice = "unit_price"
        case isGift = "is_gift"
        case address
    }

    var orderID: Int
    var customer: String
    var quantity: Int
    var unitPrice: Double
    var isGift: Bool
    var address: Address
}

struct Address: Codable {
    enum CodingKeys: String, CodingKey {
        case street
        case city
        case postalCode = "postal_code"
    }

    var street: String
    var city: String
    var postalCode: String
}
