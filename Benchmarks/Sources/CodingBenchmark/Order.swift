import AfterworkWeb

@Schema
struct Order {
    var orderID: Int
    var customer: String
    var quantity: Int
    var unitPrice: Double
    var isGift: Bool
    var address: Address
}

@Schema
struct Address {
    var street: String
    var city: String
    var postalCode: String
}
