import AfterworkHummingbird
import AfterworkWeb

@API
struct Orders: RouteProvider {
    /// Where uploads go.
    let folder: String

    @Get("/")
    func root() -> Greeting {
        Greeting(message: "FastAPI Background Tasks API", status: "running")
    }

    @Post("/orders")
    func placeOrder(order: Order) -> Order {
        order
    }

    @Post("/uploads", status: .created)
    func upload(file: UploadedFile) async throws {
        try await file.save(into: folder)
    }
}

@Schema
struct Greeting {
    var message: String
    var status: String
}

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
