public import AfterworkJSON

/// One thing in a request that does not fit, in the form that FastAPI's clients know.
public struct ValidationFault: Sendable, Hashable {
    /// A step on the way to the faulty value.
    public enum Step: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The place (`path`, `query`, `body`) or a field in it.
        case field(String)
        /// An element of an array, or a position in a text, from 0.
        case index(Int)

        /// A field named in the source.
        public init(stringLiteral value: String) {
            self = .field(value)
        }
    }

    /// One thing that a program may want to know of a fault: `expected`, `error`.
    public struct Context: Sendable, Hashable {
        /// What is told.
        public let name: String
        /// What it is.
        public let value: RawJSON

        /// A text.
        ///
        /// - Parameters:
        ///   - name: What is told.
        ///   - text: What it is.
        public init(_ name: String, _ text: String) {
            self.name = name
            value = RawJSON(string: text)
        }
    }

    /// The kind of fault, as Pydantic names it: `int_parsing`.
    public let type: String
    /// The way to the value: place, field, index …
    public let location: [Step]
    /// What the value should be, in a sentence.
    public let message: String
    /// What the client sent.
    public let input: RawJSON
    /// What a program may want to know of it, in the order in which it is sent.
    public let context: [Context]

    init(type: String, at location: [Step], message: String, input: RawJSON = .null, context: [Context] = []) {
        self.type = type
        self.location = location
        self.message = message
        // A fault may stand for each field of an object, and would then carry all of it each time.
        self.input = input.shortened(to: Self.longestInput)
        self.context = context
    }

    /// How many bytes of what the client sent come back to it.
    static let longestInput = 1000

    init(_ fault: ScalarFault, at location: [Step], input: RawJSON) {
        self.init(type: fault.type, at: location, message: fault.message, input: input, context: fault.context)
    }

    static func missing(_ location: [Step], input: RawJSON) -> ValidationFault {
        ValidationFault(type: "missing", at: location, message: "Field required", input: input)
    }

    static func notAnObject(at location: [Step], input: RawJSON) -> ValidationFault {
        ValidationFault(
            type: "model_attributes_type",
            at: location,
            message: "Input should be a valid dictionary or object to extract fields from",
            input: input
        )
    }

    static func malformed(_ error: JSONSyntaxError) -> ValidationFault {
        ValidationFault(
            type: "json_invalid",
            at: ["body", .index(error.offset)],
            message: "JSON decode error",
            input: .emptyObject,
            context: [Context("error", error.message)]
        )
    }

    func encode(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("type")
        writer.write(type)
        writer.key("loc")
        writer.beginArray()
        for step in location {
            switch step {
            case .field(let name): writer.write(name.shortened(to: 100))
            case .index(let index): writer.write(index)
            }
        }
        writer.endArray()
        writer.key("msg")
        writer.write(message)
        writer.key("input")
        writer.write(input)
        if !context.isEmpty {
            writer.key("ctx")
            writer.beginObject()
            for entry in context {
                writer.key(entry.name)
                writer.write(entry.value)
            }
            writer.endObject()
        }
        writer.endObject()
    }
}

extension RawJSON {
    /// The value itself, or the beginning of its text; of a string, of what it says.
    func shortened(to count: Int) -> RawJSON {
        guard bytes.count > count else { return self }
        var reader = JSONReader(bytes)
        return RawJSON(string: ((try? reader.readString()) ?? description).shortened(to: count))
    }
}

extension String {
    /// As much as helps to recognise the text.
    func shortened(to count: Int) -> String {
        utf8.count <= count ? self : String(decoding: utf8.prefix(count), as: UTF8.self) + "…"
    }
}
