import AfterworkJSON
import Testing

/// Decodes a value from a text.
func decode<T: Decodable>(_ type: T.Type = T.self, _ json: String) throws -> T {
    try JSONReader.decode(type, from: Array(json.utf8))
}

/// Encodes a value as text.
func encoded(_ value: some Encodable) throws -> String {
    var writer = JSONWriter()
    try writer.encode(value)
    return String(decoding: writer.bytes, as: UTF8.self)
}

/// Encodes a value, decodes it again, and expects the same.
func expectRoundTrip<T: Codable & Equatable>(_ value: T, as json: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let text = try encoded(value)
    if let json { #expect(text == json, sourceLocation: sourceLocation) }
    #expect(try decode(T.self, text) == value, sourceLocation: sourceLocation)
}

/// What a `DecodingError` says, in a form that can be compared.
struct DecodingFailure: Equatable, CustomStringConvertible {
    enum Kind {
        case typeMismatch
        case valueNotFound
        case keyNotFound
        case dataCorrupted
        case other
    }

    var kind: Kind
    var path: [String]
    var message: String

    init(_ kind: Kind, at path: [String], _ message: String) {
        self.kind = kind
        self.path = path
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case DecodingError.typeMismatch(_, let context): self.init(.typeMismatch, context)
        case DecodingError.valueNotFound(_, let context): self.init(.valueNotFound, context)
        case DecodingError.keyNotFound(_, let context): self.init(.keyNotFound, context)
        case DecodingError.dataCorrupted(let context): self.init(.dataCorrupted, context)
        default: self.init(.other, at: [], "\(error)")
        }
    }

    private init(_ kind: Kind, _ context: DecodingError.Context) {
        self.init(kind, at: context.codingPath.map(\.stringValue), context.debugDescription)
    }

    var description: String { "\(kind) at \(path): \(message)" }
}

/// Why a value does not decode from a text, or nil if it does.
func failure<T: Decodable>(decoding type: T.Type, _ json: String) -> DecodingFailure? {
    do {
        _ = try decode(type, json)
        return nil
    } catch {
        return DecodingFailure(error)
    }
}
