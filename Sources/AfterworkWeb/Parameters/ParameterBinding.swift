/// Takes one parameter of a handler from the request.
///
/// Made by ``Parameter``'s functions.
public struct ParameterBinding<Value>: Sendable {
    /// What the parameter is, for documentation.
    public let description: ParameterDescription
    /// Takes the value, or records why it cannot and returns nil.
    let bind: @Sendable (inout RequestInput) -> Value?

    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ParameterBinding<Other> {
        ParameterBinding<Other>(description: description) { input in bind(&input).map(transform) }
    }
}

/// What a route knows of one of its handler's parameters.
public struct ParameterDescription: Sendable {
    /// Where in the request a parameter comes from.
    public enum Location: String, Sendable, Hashable {
        /// A segment of the path.
        case path
        /// The part of the URI after the question mark.
        case query
        /// A field of the request's head.
        case header
        /// A cookie.
        case cookie
        /// A field of a form, urlencoded or multipart.
        case form
        /// A file of a multipart form.
        case file
        /// The whole body, as JSON.
        case body
        /// Not from what the client sent: injected.
        case injected

        /// What faults call it: FastAPI counts forms among the bodies.
        var inFaults: String {
            switch self {
            case .form, .file: "body"
            default: rawValue
            }
        }
    }

    /// The name on the wire.
    public let name: String
    /// Where the value comes from.
    public let location: Location
    /// The value's type.
    public let type: Any.Type
    /// Whether a request without it is refused.
    public let isRequired: Bool
    /// Whether the handler can add background tasks with it.
    let addsTasks: Bool

    init(_ name: String, in location: Location, type: Any.Type, isRequired: Bool, addsTasks: Bool = false) {
        self.name = name
        self.location = location
        self.type = type
        self.isRequired = isRequired
        self.addsTasks = addsTasks
    }
}
