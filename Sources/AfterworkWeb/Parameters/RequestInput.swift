import Afterwork
import AfterworkHummingbird
import AfterworkJSON
import Hummingbird
import HummingbirdCore

/// A request on its way into a handler's parameters: what can be taken from it, and what did not fit so far.
struct RequestInput {
    /// The text of a form's field, if there is one.
    struct FormText {
        let value: String?
    }

    let request: Request
    let context: any RequestContext
    private let captures: [String: RouteTable.Capture]
    let tasks: TaskList
    let body: BodyContent
    private(set) var faults: [ValidationFault] = []
    private lazy var query = URLEncodedFields(request.uri.query ?? "")

    init(request: Request, context: any RequestContext, captures: [String: RouteTable.Capture], tasks: TaskList, body: BodyContent) {
        self.request = request
        self.context = context
        self.captures = captures
        self.tasks = tasks
        self.body = body
    }

    func pathValue(_ name: String) -> String? {
        switch captures[name] {
        case .parameter(let name): context.parameters.get(name).map { String(percentDecoding: $0) }
        case .literal(let text): text
        case nil: nil
        }
    }

    mutating func queryValue(_ name: String) -> String? {
        query.last(name)
    }

    /// The field of that name, or nil, and a fault, if it is a file.
    mutating func formText(_ name: String) -> FormText? {
        switch body {
        case .fields(let fields):
            return FormText(value: fields.last(name))
        case .multipart(let form):
            switch form.last(name) {
            case .field(let text): return FormText(value: text)
            case nil: return FormText(value: nil)
            case .file:
                record(.init(type: "string_type", at: ["body", .field(name)], message: "Input should be a valid string"))
                return nil
            }
        case .none, .json, .empty, .other:
            return FormText(value: nil)
        }
    }

    mutating func file(_ name: String) -> UploadedFile? {
        let entry: MultipartForm.Value? =
            switch body {
            case .multipart(let form): form.last(name)
            case .fields(let fields): fields.last(name).map { .field($0) }
            case .none, .json, .empty, .other: nil
            }
        switch entry {
        case .file(let file) where !file.filename.isEmpty:
            return file
        case .file, nil:
            record(.missing(["body", .field(name)], input: .null))
        case .field(let text):
            let message = "Value error, Expected UploadedFile, received: String"
            record(.init(type: "value_error", at: ["body", .field(name)], message: message, input: RawJSON(string: text)))
        }
        return nil
    }

    mutating func scalar<Value: ScalarValue>(
        _ text: String?,
        name: String,
        in place: String,
        default: Parameter.Default<Value>?
    ) -> Value? {
        guard let text else {
            if let `default` { return `default`() }
            record(.missing([.field(place), .field(name)], input: .null))
            return nil
        }
        do {
            return try Value(scalar: text)
        } catch {
            record(.init(type: error.type, at: [.field(place), .field(name)], message: error.message, input: RawJSON(string: text)))
            return nil
        }
    }

    mutating func optionalScalar<Value: ScalarValue>(
        _ text: String?,
        name: String,
        in place: String,
        default: Parameter.Default<Value?>?
    ) -> Value?? {
        guard text != nil else { return .some(`default`?()) }
        return scalar(text, name: name, in: place, default: nil)
    }

    mutating func decodeBody<Value: SchemaValue>(_ type: Value.Type) -> Value? {
        switch body {
        case .json(let bytes):
            var decoder = SchemaDecoder(bytes)
            let value = decoder.decodeDocument(type)
            faults += decoder.faults
            return value
        case .other(let text):
            record(.notAnObject(at: ["body"], input: RawJSON(string: text)))
        case .none, .empty, .fields, .multipart:
            record(.missing(["body"], input: .null))
        }
        return nil
    }

    mutating func record(_ fault: ValidationFault) {
        faults.append(fault)
    }
}
