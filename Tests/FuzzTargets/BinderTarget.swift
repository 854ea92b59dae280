import AfterworkJSON
import AfterworkWeb
import HTTPTypes
import Hummingbird
import NIOCore

/// Binds an input to the parameters of handlers, without a server.
///
/// The first byte says what the rest is: `Q` a query, `F` an urlencoded form, `H` lines of header fields, `C` cookies, `L` a query of
/// lists, `T` a form of texts, `P` a path, `S` one text for every scalar. Anything else is a JSON body from its first byte on.
///
/// - A request is answered with the value or with what is wrong with it, at most a hundred faults, in a bounded number of bytes.
/// - What is answered is read again as the same value.
/// - A scalar is the same in a query, in a JSON string, and on its own.
public struct BinderTarget: FuzzTarget {
    private let routes = BoundRoutes()

    /// Makes a target.
    public init() {}

    /// Binds the input.
    public func check(_ input: [UInt8]) async throws {
        let rest = String(decoding: input.dropFirst(), as: UTF8.self)
        switch input.first {
        case UInt8(ascii: "Q"): try await checkFlat(.get("/query?" + Self.target(rest)))
        case UInt8(ascii: "T"): try await checkTags(rest)
        case UInt8(ascii: "F"): try await checkFlat(.post("/form", rest, type: "application/x-www-form-urlencoded"))
        case UInt8(ascii: "H"): try await checkFlat(.get("/head", headers: Self.fields(rest)))
        case UInt8(ascii: "C"): try await checkFlat(.get("/cookies", headers: [.cookie: rest]))
        case UInt8(ascii: "L"): _ = try await routes.answer(.get("/lists?" + Self.target(rest)), parameters: 4)
        case UInt8(ascii: "P"): _ = try await routes.answer(.get("/path/" + Self.target(rest)), parameters: 4)
        // No longer than a scalar may be with some noise: each is sent many times over.
        case UInt8(ascii: "S"): try await checkScalars(String(rest.prefix(60)))
        default: try await checkBody(input)
        }
    }

    private func checkBody(_ input: [UInt8]) async throws {
        guard case .value(let json) = try await routes.answer(.post("/everything", input)) else { return }
        try await expectStable(json, at: "/everything")
    }

    private func checkFlat(_ request: BoundRoutes.Sent) async throws {
        switch try await routes.answer(request) {
        case .value(let json):
            try await expectStable(json, at: "/flat")
        case .faults(let faults):
            // The texts are put into JSON by the library itself.
            try expect(!faults.contains { $0.type == "json_invalid" }, "The texts were made into malformed JSON: \(faults).")
        case .refusal:
            break
        }
    }

    /// The texts of a form are those that another reading of it finds; where one of them is no text, that is said.
    private func checkTags(_ text: String) async throws {
        let fields = text.utf8.split(separator: UInt8(ascii: "&")).map { field in
            let name = field.prefix { $0 != UInt8(ascii: "=") }
            return (name: Self.decoded(Array(name)), value: Self.decoded(Array(field.dropFirst(name.count + 1))))
        }
        let values = fields.filter { $0.name == "tags" }.map(\.value)
        var tags = values.compactMap(\.self)
        let answer = try await routes.answer(.post("/tags", text, type: "application/x-www-form-urlencoded"))
        guard tags.count == values.count else {
            let isTold = if case .faults(let faults) = answer { faults.map(\.type) == ["string_unicode"] } else { false }
            return try expect(isTold, "\(text.debugDescription) has tags that are no text, but is answered with \(answer).")
        }
        if tags.last == "" { tags.removeAll { $0.isEmpty } }
        try expect(
            answer == .value(Array(tags.json.utf8)),
            "\(text.debugDescription) has the tags \(tags), but is answered with \(answer)."
        )
    }

    /// As WHATWG URL, 5.1, has it.
    private static func decoded(_ encoded: [UInt8]) -> String? {
        var bytes: [UInt8] = []
        var index = 0
        while index < encoded.count {
            let digits = String(decoding: encoded[(index + 1)...].prefix(2), as: UTF8.self)
            if encoded[index] == UInt8(ascii: "%"), digits.allSatisfy(\.isHexDigit), digits.utf8.count == 2,
                let byte = UInt8(digits, radix: 16)
            {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(encoded[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : encoded[index])
                index += 1
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private func expectStable(_ json: [UInt8], at path: String) async throws {
        let again = try await routes.answer(.post(path, json))
        try expect(again == .value(json), "\(String(decoding: json, as: UTF8.self)) is read again as \(again).")
    }

    private func checkScalars(_ text: String) async throws {
        let readings = Scalars.readings(of: text)
        let refused = Scalars.schema.fields.map(\.name).filter { !readings.names.contains($0) }
        for everywhere in [Self.query(of: text, for: nil), Self.body(of: text, for: nil)] {
            let answer = try await routes.answer(everywhere)
            guard case .faults(let faults) = answer else {
                try expect(answer.isValue && refused.isEmpty, "\(text.debugDescription) is no \(refused), but answered with \(answer).")
                continue
            }
            let named = faults.compactMap { if case .field(let name) = $0.location.last { name } else { nil } }
            try expect(named == refused, "\(text.debugDescription) alone is no \(refused), but in a request no \(named).")
        }
        for readable in [Self.query(of: text, for: readings.names), Self.body(of: text, for: readings.names)] {
            let answer = try await routes.answer(readable)
            let expected = Array(readings.json.utf8)
            try expect(answer == .value(expected), "\(text.debugDescription) alone is \(readings.json), but in a request \(answer).")
        }
        try await expectStable(Array(readings.json.utf8), at: "/scalars")
    }

    private static func query(of text: String, for names: [String]?) -> BoundRoutes.Sent {
        let encoded = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let names = names ?? Scalars.schema.fields.map(\.name)
        return .get("/scalars?" + names.map { "\($0)=\(encoded)" }.joined(separator: "&"))
    }

    private static func body(of text: String, for names: [String]?) -> BoundRoutes.Sent {
        var writer = JSONWriter()
        writer.beginObject()
        for name in names ?? Scalars.schema.fields.map(\.name) {
            writer.key(name)
            writer.write(text)
        }
        writer.endObject()
        return .post("/scalars", writer.bytes)
    }

    /// Without what a request line cannot have.
    private static func target(_ text: String) -> String {
        String(decoding: text.utf8.filter { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }, as: UTF8.self)
    }

    private static func fields(_ text: String) -> HTTPFields {
        var fields = HTTPFields()
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            fields.append(HTTPField(name: name, value: String(parts[1])))
        }
        return fields
    }
}
