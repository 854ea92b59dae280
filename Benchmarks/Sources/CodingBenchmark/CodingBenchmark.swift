import AfterworkJSON
import AfterworkWeb
import Foundation

/// How long it takes to decode and to encode an order: with Foundation, with a type marked `@Schema`, and with code written by hand.
///
/// Usage: `CodingBenchmark JSON COUNT [foundation|schema|handwritten]…` (all of them, if none is named). Prints a line for each: its
/// name, and the nanoseconds that decoding and encoding took on average.
@main
struct CodingBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        let json = arguments[1]
        let count = arguments.count > 2 ? Int(arguments[2]) ?? 1 : 100_000
        let ways = arguments.count > 3 ? Array(arguments[3...]) : ["foundation", "schema", "handwritten"]
        for way in ways {
            switch way {
            case "foundation": try measureFoundation(json, count)
            case "schema": try measureSchema(json, count)
            default: try measureHandwritten(json, count)
            }
        }
    }

    private static func measureFoundation(_ json: String, _ count: Int) throws {
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        let text = Data(json.utf8)
        let order = try decoder.decode(CodableOrder.self, from: text)
        try report(
            "foundation",
            count,
            decode: { keep(try decoder.decode(CodableOrder.self, from: text)) },
            encode: { keep(try encoder.encode(order)) }
        )
    }

    private static func measureSchema(_ json: String, _ count: Int) throws {
        let text = Array(json.utf8)
        let order = try Order(json: text)
        let encode = {
            var writer = SchemaWriter()
            order.encode(to: &writer)
            keep(writer.bytes)
        }
        try report("schema", count, decode: { keep(try Order(json: text)) }, encode: encode)
    }

    private static func measureHandwritten(_ json: String, _ count: Int) throws {
        let text = Array(json.utf8)
        var reader = JSONReader(text)
        let order = try HandwrittenOrder(from: &reader)
        let decode = {
            var reader = JSONReader(text)
            keep(try HandwrittenOrder(from: &reader))
            try reader.readEnd()
        }
        let encode = {
            var writer = JSONWriter()
            try order.write(to: &writer)
            keep(writer.bytes)
        }
        try report("handwritten", count, decode: decode, encode: encode)
    }

    private static func report(_ name: String, _ count: Int, decode: () throws -> Void, encode: () throws -> Void) throws {
        let (decoding, encoding) = (try nanoseconds(of: decode, count), try nanoseconds(of: encode, count))
        print(name, decoding, encoding)
    }

    private static func nanoseconds(of work: () throws -> Void, _ count: Int) throws -> Double {
        for _ in 0..<count / 10 { try work() }
        let begun = ContinuousClock.now
        for _ in 0..<count { try work() }
        return begun.duration(to: .now) / .nanoseconds(count)
    }

    /// Something that the compiler takes for a use of the value, so that it cannot leave out what made it.
    @inline(never)
    private static func keep<Value>(_ value: Value) {}
}
