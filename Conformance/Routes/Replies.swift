import AfterworkWeb
import Foundation
import HTTPTypes
import NIOCore

/// Routes that answer in every way.
@API
struct Replies: RouteProvider {
    struct Broken: Error {}

    @Post("/items")
    func createItem() -> Reply<Wish> { Reply(status: .created, headers: [.location: "/items/7"], body: Wish(text: "made")) }

    @Put("/items/{id}") func replaceItem(id: Int) -> Int { id }
    @Delete("/items/{id}") func deleteItem(id: Int) {}

    @Get("/items/{id}")
    func item(id: Int) throws -> Wish {
        guard id == 7 else { throw HTTPError(.notFound, message: "There is no such item.") }
        return Wish(text: "made")
    }

    @Get("/nothing") func nothing() {}
    @Get("/optional") func optional() -> String? { nil }
    @Get("/accepted") func accepted() -> HTTPResponse.Status { .accepted }
    @Get("/moved") func moved() -> Reply<NoContent> { Reply(status: .temporaryRedirect, headers: [.location: "/items/7"]) }

    @Get("/plain")
    func plain() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: "Grüße"))
        )
    }

    @Get("/streamed")
    func streamed() -> StreamReply {
        StreamReply(
            AsyncStream {
                for text in ["one ", "two"] { $0.yield(ByteBuffer(string: text)) }
                $0.finish()
            },
            contentType: "text/plain; charset=utf-8"
        )
    }

    @Get("/refused/{status}") func refused(status: Int) throws { throw HTTPError(.init(code: status)) }

    @Get("/login")
    func login() throws { throw HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Basic"], message: "Log in first.") }

    @Get("/broken") func broken() throws { throw Broken() }

    @Get("/fractions")
    func fractions() -> [Double] { [0.0, -0.0, 1.0, 0.1, 1 / 3, 123456789.0, 1e15, 1e16, 1e22, 1.5e300, 1e-4, 1e-5, 1e-7, 2.5e-300] }

    @Get("/endless") func endless() -> [Double] { [.infinity, .nan] }
    @Get("/dictionary") func dictionary() -> [String: Int] { ["b": 1, "a": 2, "ä": 3, "C": 4] }
    @Get("/characters") func characters() -> String { "\"\\/ \u{8}\u{C}\n\r\t\0\u{1F}\u{7F} é € 😀 <&> \u{2028}" }

    @Get("/past")
    func past() -> [Date] { [Date(timeIntervalSince1970: 1_750_250_372.928977), Date(timeIntervalSince1970: -1)] }
}
