import AfterworkWeb
import Foundation

@Schema
enum Size: String {
    case small
    case large = "XL"
}

@Schema
enum Level: Int {
    case low = 1
    case high
}

@Schema
struct Filter {
    var limit = 10
    var exact = false
    var size: Size?
    var tags: [String] = []
    var q: String
}

@Schema
struct Line {
    var text: String
}

@Schema
struct Address {
    var street: String
    var lines: [Line] = []
}

@Schema
struct Person {
    var name: String
    var email: String
    var age: Int?
    var address: Address?
    var tags: [String] = []
    var role = "guest"
}

@Schema
struct Scalars {
    var number = 0
    var fraction = 0.5
    var flag = false
    var text = ""
    var id: UUID?
    var moment: Date?
    var size: Size = .small
    var level: Level = .low
}

@Schema
struct Required {
    var number: Int
    var fraction: Double
    var flag: Bool
    var text: String
    var id: UUID
    var moment: Date
    var size: Size
    var level: Level
    var texts: [String]
    var counts: [String: Int]
    var person: Person
}

@Schema
struct Wish {
    var text: String
}

@Schema
enum Payment {
    case cash
    case card(number: String, holder: String?, size: Size = .small)
}

@Schema
struct Tree {
    var name: String
    var children: [Tree] = []
    var counts: [String: Int] = [:]
}

@Schema
struct SignUp {
    var fullName: String
    var age: Int
    var nickname: String?
}

@Schema
struct Stored {
    var filename: String
    var contentType: String?
    var size: Int
    var text: String
    var note: String
}
