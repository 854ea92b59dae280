/// The same for Foundation's coders. Keys are spelled out, so that no strategy for converting them slows the coders down.
struct CodableOrder: Codable {
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
    var address: CodableAddress
}

struct CodableAddress: Codable {
    enum CodingKeys: String, CodingKey {
        case street
        case city
        case postalCode = "postal_code"
    }

    var street: String
    var city: String
    var postalCode: String
}
