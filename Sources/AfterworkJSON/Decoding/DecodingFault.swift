/// Why a value does not decode, before it is said where it stands.
enum DecodingFault: Error {
    /// The text is no JSON.
    case syntax(JSONSyntaxError)

    /// There is a value of another kind; nil if there is none.
    case mismatch(expected: String, found: JSONReader.Kind?)

    /// The number does not fit into the type asked for.
    case unrepresentable(expected: String, found: String)
}

extension DecodingError {
    /// What Swift calls a fault, with the way to its value. Nothing of the value itself is in the message.
    @inline(never)
    init(_ fault: DecodingFault, _ type: Any.Type, at path: DecodingPath?) {
        let path = DecodingPath.keys(of: path)
        switch fault {
        case .syntax(let error):
            let description = "Expected JSON, found a text that is none: \(error)"
            self = .dataCorrupted(Context(codingPath: path, debugDescription: description, underlyingError: error))
        case .mismatch(let expected, let kind):
            let found = kind.map(\.noun) ?? "nothing"
            let context = Context(codingPath: path, debugDescription: "Expected \(expected), found \(found).")
            self = kind == .null || kind == nil ? .valueNotFound(type, context) : .typeMismatch(type, context)
        case .unrepresentable(let expected, let found):
            self = .dataCorrupted(Context(codingPath: path, debugDescription: "Expected \(expected), found \(found)."))
        }
    }
}

extension JSONReader.Kind {
    /// What a message calls it.
    fileprivate var noun: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
