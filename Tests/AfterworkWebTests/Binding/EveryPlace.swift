import AfterworkWeb
import Foundation

/// A route for each place of a request, and for each method, which takes a value of every type from there.
@API
struct EveryPlace: RouteProvider {
    @Get("/path/{text}/{whole}/{number}/{flag}/{id}/{moment}/{size}/{level}")
    func path(text: String, whole: Int, number: Double, flag: Bool, id: UUID, moment: Date, size: Size, level: Level) -> Values {
        Values(text: text, whole: whole, number: number, flag: flag, id: id, moment: moment, size: size, level: level)
    }

    @Delete("/query")
    func query(
        text: String,
        whole: Int,
        number: Double,
        flag: Bool,
        id: UUID,
        moment: Date,
        size: Size,
        level: Level,
        maybe: Int?,
        @Query list: [Int],
        fallback: Int = 7
    ) -> Values {
        Values(
            text: text,
            whole: whole,
            number: number,
            flag: flag,
            id: id,
            moment: moment,
            size: size,
            level: level,
            maybe: maybe,
            list: list,
            fallback: fallback
        )
    }

    @Patch("/header")
    func header(
        @Header text: String,
        @Header whole: Int,
        @Header number: Double,
        @Header flag: Bool,
        @Header id: UUID,
        @Header moment: Date,
        @Header size: Size,
        @Header level: Level,
        @Header maybe: Int?,
        @Header list: [Int],
        @Header fallback: Int = 7
    ) -> Values {
        Values(
            text: text,
            whole: whole,
            number: number,
            flag: flag,
            id: id,
            moment: moment,
            size: size,
            level: level,
            maybe: maybe,
            list: list,
            fallback: fallback
        )
    }

    @Put("/cookie")
    func cookie(
        @Cookie text: String,
        @Cookie whole: Int,
        @Cookie number: Double,
        @Cookie flag: Bool,
        @Cookie id: UUID,
        @Cookie moment: Date,
        @Cookie size: Size,
        @Cookie level: Level,
        @Cookie maybe: Int?,
        @Cookie list: [Int],
        @Cookie fallback: Int = 7
    ) -> Values {
        Values(
            text: text,
            whole: whole,
            number: number,
            flag: flag,
            id: id,
            moment: moment,
            size: size,
            level: level,
            maybe: maybe,
            list: list,
            fallback: fallback
        )
    }

    @Post("/form")
    func form(
        @Form text: String,
        @Form whole: Int,
        @Form number: Double,
        @Form flag: Bool,
        @Form id: UUID,
        @Form moment: Date,
        @Form size: Size,
        @Form level: Level,
        @Form maybe: Int?,
        @Form list: [Int],
        @Form fallback: Int = 7
    ) -> Values {
        Values(
            text: text,
            whole: whole,
            number: number,
            flag: flag,
            id: id,
            moment: moment,
            size: size,
            level: level,
            maybe: maybe,
            list: list,
            fallback: fallback
        )
    }

    @Post("/body")
    func body(values: Values) -> Values { values }
}

@Schema
struct Values {
    var text: String
    var whole: Int
    var number: Double
    var flag: Bool
    var id: UUID
    var moment: Date
    var size: Size
    var level: Level
    var maybe: Int?
    var list: [Int] = []
    var fallback = 7
}
