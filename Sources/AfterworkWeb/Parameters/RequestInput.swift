import Afterwork
import AfterworkHummingbird
import AfterworkJSON
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// A request on its way into a handler's parameters: what can be taken from it, and what did not fit so far.
struct RequestInput {
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

    /// What stands in a segment of the path; nil, and a fault, if that is no text.
    mutating func pathTexts(_ name: String) -> ParameterTexts? {
        switch captures[name] {
        case .parameter(let known):
            guard let segment = context.parameters.get(known) else { return ParameterTexts(nil) }
            let decoded = DecodedText(percentDecoding: segment)
            return isText(decoded, at: ["path", .field(name)]) ? ParameterTexts(decoded.text) : nil
        case .literal(let text): return ParameterTexts(text)
        case nil: return ParameterTexts(nil)
        }
    }

    /// What the query has under a name; nil, and a fault, if that is no text.
    mutating func queryTexts(_ name: String) -> ParameterTexts? {
        isText(query.broken(name), at: ["query", .field(name)]) ? query.texts(name) : nil
    }

    /// Records a fault if bytes are no UTF-8, as an overlong form or half a surrogate pair.
    private mutating func isText(_ decoded: DecodedText?, at location: [ValidationFault.Step]) -> Bool {
        guard let decoded, !decoded.isUTF8 else { return true }
        let message = "Input should be a valid string, unable to parse raw data as a unicode string"
        record(.init(type: "string_unicode", at: location, message: message, input: RawJSON(string: decoded.text)))
        return false
    }

    func headerTexts(_ name: String) -> ParameterTexts {
        guard let name = HTTPField.Name(name) else { return ParameterTexts(nil) }
        let texts = request.headers[values: name]
        return ParameterTexts(texts, counting: texts.first)
    }

    func cookieTexts(_ name: String) -> ParameterTexts {
        ParameterTexts(request.cookies[name]?.value.withoutQuotes)
    }

    /// What a form has under a name; nil, and a fault, if it is a file or no text.
    mutating func formTexts(_ name: String) -> ParameterTexts? {
        switch body {
        case .fields(let fields):
            return isText(fields.broken(name), at: ["body", .field(name)]) ? fields.texts(name).withoutEmpty : nil
        case .multipart(let form):
            var texts: [String] = []
            for entry in form.entries where entry.name == name {
                guard case .field(let text) = entry.value else {
                    record(.init(type: "string_type", at: ["body", .field(name)], message: "Input should be a valid string"))
                    return nil
                }
                texts.append(text)
            }
            return ParameterTexts(texts, counting: texts.last).withoutEmpty
        case .none, .json, .empty:
            return ParameterTexts(nil)
        }
    }

    /// The files that a form has under a name; nil, and a fault, if one of them is a text. A part with an empty file name is what a
    /// browser sends where no file was chosen. In a list the fault says which of several the text is.
    mutating func files(_ name: String, isList: Bool = false) -> [UploadedFile]? {
        var files: [UploadedFile] = []
        let texts: [(index: Int, text: String)]
        switch body {
        case .multipart(let form):
            let entries = form.entries.filter { $0.name == name }.map(\.value)
            files = entries.compactMap { if case .file(let file) = $0, !file.filename.isEmpty { file } else { nil } }
            texts = entries.enumerated().compactMap { if case .field(let text) = $1 { ($0, text) } else { nil } }
        case .fields(let fields):
            texts = fields.texts(name).all.enumerated().map { ($0, $1) }
        case .none, .json, .empty:
            texts = []
        }
        guard let (index, text) = texts.first else { return files }
        let message = "Value error, Expected UploadedFile, received: String"
        let location: [ValidationFault.Step] = ["body", .field(name)] + (isList ? [.index(index)] : [])
        record(.init(type: "value_error", at: location, message: message, input: RawJSON(string: text)))
        return nil
    }

    mutating func value<Value: ParameterValue>(
        of texts: ParameterTexts,
        at location: [ValidationFault.Step],
        default: Parameter.Default<Value>?
    ) -> Value? {
        // An array may have elements although the text that would count for a scalar, the last, is empty.
        if texts.one == nil, let `default`, texts.all.isEmpty || !(Value.self is any ListValue.Type) { return `default`() }
        var found = ParameterFaults(at: location)
        let value = Value.value(of: texts, faults: &found)
        faults += found.faults
        return value
    }

    /// A value whose fields are what a request has under their names.
    mutating func schema<Value: Schema>(
        _ type: Value.Type,
        fields: [SchemaField],
        in place: String,
        take: (inout RequestInput, String) -> ParameterTexts?
    ) -> Value? {
        // The texts become a JSON object, which is read as leniently as any: "12" is an integer.
        var writer = SchemaWriter()
        writer.beginObject()
        var isWhole = true
        for field in fields {
            guard let texts = take(&self, field.name) else {
                isWhole = false
                continue
            }
            if field.type is any ListValue.Type {
                if texts.all.isEmpty { continue }
                writer.key(field.name)
                texts.all.encode(to: &writer)
            } else if let text = texts.one {
                writer.key(field.name)
                writer.write(text)
            }
        }
        writer.endObject()
        var decoder = SchemaDecoder(writer.bytes, at: .field(place))
        let value = decoder.decodeDocument(type)
        faults += decoder.faults
        return isWhole ? value : nil
    }

    /// Whether the client sent a body.
    var hasBody: Bool {
        switch body {
        case .none, .empty: false
        case .json, .fields, .multipart: true
        }
    }

    mutating func decodeBody<Value: SchemaValue>(_ type: Value.Type) -> Value? {
        switch body {
        case .json(let bytes):
            // A reader may ignore it (RFC 8259, 8.1), and some editors and shells write it.
            let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
            let hasMark = bytes.starts(with: byteOrderMark)
            var decoder = SchemaDecoder(hasMark ? Array(bytes.dropFirst(byteOrderMark.count)) : bytes, at: "body")
            let value = decoder.decodeDocument(type)
            faults += decoder.faults
            return value
        case .none, .empty, .fields, .multipart:
            record(.missing(["body"], input: .null))
        }
        return nil
    }

    mutating func record(_ fault: ValidationFault) {
        faults.append(fault)
    }
}

extension String {
    /// What a cookie says that is written in double quotes (RFC 6265, 4.1.1).
    fileprivate var withoutQuotes: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}

extension ParameterTexts {
    fileprivate var withoutEmpty: ParameterTexts {
        one == "" ? ParameterTexts(all.filter { !$0.isEmpty }, counting: nil) : self
    }
}

/// Says of a type that several texts of one name make one value.
protocol ListValue {}
extension Array: ListValue {}
extension Optional: ListValue where Wrapped: ListValue {}
