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
