import AfterworkHummingbird
import AfterworkWeb
import Foundation

/// Routes that take values from every place of a request, and of every type.
@API
struct Everywhere: RouteProvider {
    @Get("/head")
    func head(@Header userAgent: String?, @Header("X-Token") token: Int, @Header xTag: [String] = []) -> [String] {
        [userAgent ?? "none", "\(token)"] + xTag
    }

    @Get("/cookies")
    func cookies(@Cookie sessionID: String?, @Cookie("visits") count: Int = 1) -> [String] { [sessionID ?? "none", "\(count)"] }

    @Get("/lists")
    func lists(@Query ids: [Int], @Query("tag") tags: [String] = ["none"]) -> [String] { ids.map { "\($0)" } + tags }

    @Get("/filtered")
    func filtered(filter: Query<Filter>) -> Filter { filter.wrappedValue }

    @Get("/marked")
    func marked(@Query filter: Filter, other: Int = 0) -> Filter { filter }

    @Post("/filled")
    func filled(@Form filter: Filter) -> Filter { filter }

    @Post("/tagged")
    func tagged(@Form tags: [String]) -> [String] { tags }

    @Get("/sized/{size}")
    func sized(size: Size, level: Level = .low, color: Color? = nil) -> [String] {
        ["\(size)", "\(level)", "\(color.map { "\($0)" } ?? "none")"]
    }

    @Get("/moments/{id}")
    func moment(id: UUID, at: Date) -> Moment { Moment(id: id, at: at) }

    @Post("/moments") func add(moment: Moment) -> Moment { moment }
    @Post("/bytes") func byte(@Form byte: UInt8, @Form ratio: Float) -> [Double] { [Double(byte), Double(ratio)] }
    @Post("/payments") func pay(payment: Payment) -> Payment { payment }
    @Post("/trees") func tree(tree: Tree) -> Tree { tree }
    @Post("/wishes") func wish(wish: Wish?) -> String { wish?.text ?? "no wish" }
    @Put("/wishes", status: .accepted) func put(wish: Wish) -> Wish { wish }

    @Post("/files")
    func files(files: [UploadedFile], cover: UploadedFile?) -> [String] { files.map(\.filename) + ["cover \(cover?.filename ?? "none")"] }

    @Get("/context")
    func context(context: WebRequestContext) -> Bool { context.remoteAddress != nil }
}

@Schema
struct Filter {
    var limit = 10
    var exact: Bool = false
    var size: Size?
    var tags: [String] = []
    var q: String
}

@Schema
enum Size: String {
    case small
    case large = "XL"
}

@Schema
enum Level: Int {
    case low = 0x1
    case high
}

@Schema
enum Color {
    case none
    case darkRed
    case green
}

@Schema
struct Moment {
    var id: UUID
    var at: Date
}

@Schema
enum Payment {
    /// In coins.
    case cash
    case card(number: String, holder: String?, size: Size = .small)
    case gift(Moment)
}

@Schema
struct Tree {
    var name: String
    var children: [Tree] = []
    var payments: [String: Payment] = [:]
}

@Schema
struct Wish {
    var text: String
}
