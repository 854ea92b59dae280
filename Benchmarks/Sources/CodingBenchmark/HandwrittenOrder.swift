import AfterworkJSON

/// The same read and written by hand, as strictly and as straight as can be: the first fault ends the reading, without a word of where.
struct HandwrittenOrder {
    private static let keys: JSONKeys = ["order_id", "customer", "quantity", "unit_price", "is_gift", "address"]

    var orderID: Int
    var customer: String
    var quantity: Int
    var unitPrice: Double
    var isGift: Bool
    var address: HandwrittenAddress

    init(from reader: inout JSONReader) throws {
        var orderID: Int?
        var customer: String?
        var quantity: Int?
        var unitPrice: Double?
        var isGift: Bool?
        var address: HandwrittenAddress?
        try reader.beginObject()
        while let key = try reader.nextKey(Self.keys) {
            switch key {
            case .known(0): orderID = try reader.readNumber().integer(as: Int.self)
            case .known(1): customer = try reader.readString()
            case .known(2): quantity = try reader.readNumber().integer(as: Int.self)
            case .known(3): unitPrice = try reader.readNumber().double
            case .known(4): isGift = try reader.readBool()
            case .known: address = try HandwrittenAddress(from: &reader)
            case .unknown: try reader.skipValue()
            }
        }
        guard let orderID, let customer, let quantity, let unitPrice, let isGift, let address else { throw Incomplete() }
        self.orderID = orderID
        self.customer = customer
        self.quantity = quantity
        self.unitPrice = unitPrice
        self.isGift = isGift
        self.address = address
    }

    func write(to writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.key("order_id" as StaticString)
        writer.write(orderID)
        writer.key("customer" as StaticString)
        writer.write(customer)
        writer.key("quantity" as StaticString)
        writer.write(quantity)
        writer.key("unit_price" as StaticString)
        try writer.write(unitPrice)
        writer.key("is_gift" as StaticString)
        writer.write(isGift)
        writer.key("address" as StaticString)
        address.write(to: &writer)
        writer.endObject()
    }
}

struct HandwrittenAddress {
    private static let keys: JSONKeys = ["street", "city", "postal_code"]

    var street: String
    var city: String
    var postalCode: String

    init(from reader: inout JSONReader) throws {
        var street: String?
        var city: String?
        var postalCode: String?
        try reader.beginObject()
        while let key = try reader.nextKey(Self.keys) {
            switch key {
            case .known(0): street = try reader.readString()
            case .known(1): city = try reader.readString()
            case .known: postalCode = try reader.readString()
            case .unknown: try reader.skipValue()
            }
        }
        guard let street, let city, let postalCode else { throw Incomplete() }
        self.street = street
        self.city = city
        self.postalCode = postalCode
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("street" as StaticString)
        writer.write(street)
        writer.key("city" as StaticString)
        writer.write(city)
        writer.key("postal_code" as StaticString)
        writer.write(postalCode)
        writer.endObject()
    }
}

/// A field is missing or holds something else.
struct Incomplete: Error {}
