import Afterwork
import AfterworkHummingbird
import AfterworkWeb
import Foundation
import NIOCore

/// Routes that take values from every place of a request, and answer with what they got.
@API
struct FuzzedRoutes: RouteProvider {
    @Get("/") func root() -> String { "here" }
    @Post("/everything") func everything(everything: Everything) -> Everything { everything }
    @Post("/flat") func flat(flat: Flat) -> Flat { flat }
    @Post("/scalars") func scalars(scalars: Scalars) -> Scalars { scalars }
    @Get("/scalars") func scalarQuery(@Query scalars: Scalars) -> Scalars { scalars }
    @Get("/query") func query(@Query flat: Flat) -> Flat { flat }
    @Get("/head") func head(@Header flat: Flat) -> Flat { flat }
    @Get("/cookies") func cookies(@Cookie flat: Flat) -> Flat { flat }
    @Post("/tags") func tags(@Form tags: [String] = []) -> [String] { tags }
    @Post("/form") func form(@Form flat: Flat) -> Flat { flat }

    @Get("/lists")
    func lists(@Query numbers: [Int], @Query("tag") tags: [String] = ["none"], since: Date?, exact: Bool = false) -> [String] {
        numbers.map { "\($0)" } + tags
    }

    @Get("/path/{number}/{id}/{size}/{text}")
    func path(number: Int, id: UUID, size: Size, text: String) -> [String] { ["\(number)", "\(id)", "\(size)", text] }

    @Post("/upload")
    func upload(file: UploadedFile, others: UploadedFile?, @Form note: String = "none") async throws -> [String] {
        [file.filename, "\(try await file.bytes(upTo: 1 << 20).readableBytes)", others?.filename ?? "none", note]
    }

    @Post("/later")
    func later(background: BackgroundTasks) -> String {
        background.add("nothing") {}
        return "later"
    }

    @Get("/stream")
    func stream() -> StreamReply {
        StreamReply(AsyncStream(ByteBuffer(string: "piece"), count: 3), contentType: "text/plain")
    }

    @Get("/events")
    func events() -> EventStream { EventStream(AsyncStream(ServerSentEvent(event: "tick", data: "1"), count: 2)) }

    @Delete("/nothing") func nothing() {}
}

extension AsyncStream {
    /// The same element some times.
    fileprivate init(_ element: Element, count: Int) where Element: Sendable {
        self.init { continuation in
            for _ in 0..<count { continuation.yield(element) }
            continuation.finish()
        }
    }
}
