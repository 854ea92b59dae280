import AfterworkWeb
import Foundation

/// Routes that take values from the path.
@API
struct Paths: RouteProvider {
    @Get("/integers/{value}") func integer(value: Int) -> Int { value }
    @Get("/numbers/{value}") func number(value: Double) -> Double { value }
    @Get("/flags/{value}") func flag(value: Bool) -> Bool { value }
    @Get("/texts/{value}") func text(value: String) -> String { value }
    @Get("/ids/{value}") func identifier(value: UUID) -> UUID { value }
    @Get("/moments/{value}") func moment(value: Date) -> Date { value }
    @Get("/sizes/{value}") func size(value: Size) -> Size { value }
    @Get("/levels/{value}") func level(value: Level) -> Level { value }
    @Get("/pairs/{first}/and/{second_one}") func pair(first: Int, secondOne: String) -> [String] { ["\(first)", secondOne] }
    @Get("/reports/{name}.csv") func report(name: String) -> String { name }
    @Get("/places/{name}") func place(name: String) -> String { name }
    @Get("/places/home") func home() -> String { "at home" }
    @Get("/größen/{value}") func germanSize(value: Size) -> Size { value }
}
