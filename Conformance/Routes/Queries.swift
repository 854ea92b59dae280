import AfterworkWeb
import Foundation

/// Routes that take values from the query, the head and the cookies.
@API
struct Queries: RouteProvider {
    @Get("/search")
    func search(q: String, limit: Int = 10, tag: String? = nil, exact: Bool = false) -> [String: String?] {
        ["q": q, "limit": "\(limit)", "tag": tag, "exact": "\(exact)"]
    }

    @Get("/scalars")
    func scalars(number: Int?, fraction: Double?, flag: Bool?, id: UUID?, moment: Date?, size: Size?, level: Level?) -> Scalars {
        Scalars(
            number: number ?? 0,
            fraction: fraction ?? 0.5,
            flag: flag ?? false,
            id: id,
            moment: moment,
            size: size ?? .small,
            level: level ?? .low
        )
    }

    @Get("/lists")
    func lists(@Query ids: [Int], @Query tag: [String] = ["none"]) -> [String] { ids.map { "\($0)" } + tag }

    @Get("/filtered")
    func filtered(@Query filter: Filter) -> Filter { filter }

    @Get("/head")
    func head(@Header xToken: Int, @Header userAgent: String?, @Header xTag: [String] = []) -> [String] {
        [userAgent ?? "none", "\(xToken)"] + xTag
    }

    @Get("/cookies")
    func cookies(@Cookie sessionID: String?, @Cookie visits: Int = 1) -> [String] { [sessionID ?? "none", "\(visits)"] }
}
