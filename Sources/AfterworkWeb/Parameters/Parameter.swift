public import Afterwork
public import AfterworkHummingbird
import AfterworkJSON
public import Hummingbird
import Logging

/// Says where a handler's parameter comes from.
///
/// ```swift
/// Route(.post, "/documents/upload", Parameter.file("file"), Parameter.form("uploaded_by", String.self, default: { "user" }), handler: …)
/// ```
public enum Parameter {
    /// A value that stands for an absent one, made anew for each request.
    public typealias Default<Value> = @Sendable () -> Value

    /// A segment of the path, percent-decoded.
    public static func path<Value: ScalarValue>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .path, type: type, isRequired: true)) { input in
            guard let texts = input.pathTexts(name) else { return nil }
            return input.value(of: texts, at: ["path", .field(name)], default: nil)
        }
    }

    /// A query parameter. Of several of one name the last counts, or all where the parameter is an array.
    public static func query<Value: ParameterValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        texts(name, in: .query, type, default: `default`) { $0.queryTexts(name) }
    }

    /// A header field. Of several of one name the first counts, or all where the parameter is an array.
    public static func header<Value: ParameterValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        texts(name, in: .header, type, default: `default`) { $0.headerTexts(name) }
    }

    /// A cookie.
    public static func cookie<Value: ParameterValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        texts(name, in: .cookie, type, default: `default`) { $0.cookieTexts(name) }
    }

    /// A field of a form, urlencoded or multipart. Of several of one name the last counts, or all where the parameter is an array; an
    /// empty one counts as absent, because that is how browsers send what was left empty.
    public static func form<Value: ParameterValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        texts(name, in: .form, type, default: `default`) { $0.formTexts(name) }
    }

    /// A file of a multipart form.
    public static func file(_ name: String) -> ParameterBinding<UploadedFile> {
        ParameterBinding(description: .init(name, in: .file, type: UploadedFile.self, isRequired: true)) { input in
            guard let files = input.files(name) else { return nil }
            if files.isEmpty { input.record(.missing(["body", .field(name)], input: .null)) }
            return files.last
        }
    }

    /// A file of a multipart form that may be absent.
    public static func optionalFile(_ name: String) -> ParameterBinding<UploadedFile?> {
        ParameterBinding(description: .init(name, in: .file, type: Optional<UploadedFile>.self, isRequired: false)) { input in
            guard let files = input.files(name) else { return nil }
            return .some(files.last)
        }
    }

    /// All files of one name of a multipart form, one or more.
    public static func files(_ name: String) -> ParameterBinding<[UploadedFile]> {
        ParameterBinding(description: .init(name, in: .file, type: [UploadedFile].self, isRequired: true)) { input in
            guard let files = input.files(name, isList: true) else { return nil }
            if files.isEmpty { input.record(.missing(["body", .field(name)], input: .null)) }
            return files.isEmpty ? nil : files
        }
    }

    /// The whole body as JSON. Where there is none, the default counts, and an optional is nil.
    public static func body<Value: SchemaValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        let none = (type as? any OptionalValue.Type).flatMap { $0.absent as? Value }
        var absent = `default`
        if absent == nil, let none { absent = { none } }
        return ParameterBinding(description: .init(name, in: .body, type: type, isRequired: absent == nil)) { [absent] input in
            if let absent, !input.hasBody { return absent() }
            return input.decodeBody(type)
        }
    }

    /// Adds work for after the response.
    public static var background: ParameterBinding<BackgroundTasks> {
        ParameterBinding(
            description: .init("background", in: .injected, type: BackgroundTasks.self, isRequired: true, addsTasks: true)
        ) { input in
            BackgroundTasks(list: input.tasks, logger: input.context.logger)
        }
    }

    /// The request as Hummingbird knows it. Its body is read already if another parameter comes from the body.
    public static var request: ParameterBinding<Request> {
        ParameterBinding(description: .init("request", in: .injected, type: Request.self, isRequired: true)) { $0.request }
    }

    /// The request's context: of a ``WebApp`` a ``WebRequestContext``, on another router that router's own.
    public static func context<Context: RequestContext>(_ type: Context.Type) -> ParameterBinding<Context> {
        ParameterBinding(description: .init("context", in: .injected, type: type, isRequired: true)) { input in
            // Of another type it never is: a router with such a route does not start.
            input.context as? Context
        }
    }

    private static func texts<Value: ParameterValue>(
        _ name: String,
        in location: ParameterDescription.Location,
        _ type: Value.Type,
        default: Default<Value>?,
        take: @escaping @Sendable (inout RequestInput) -> ParameterTexts?
    ) -> ParameterBinding<Value> {
        let isRequired = `default` == nil && !(type is any OptionalValue.Type)
        return ParameterBinding(description: .init(name, in: location, type: type, isRequired: isRequired)) { input in
            guard let texts = take(&input) else { return nil }
            return input.value(of: texts, at: [.field(location.inFaults), .field(name)], default: `default`)
        }
    }
}

// Parameters of which the fields of one type are the names.
extension Parameter {
    /// The whole query as one value: `?limit=10&tag=a&tag=b`.
    public static func query<Value: Schema>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        fields(name, in: .query, type) { $0.queryTexts($1) }
    }

    /// The header fields as one value. The field `user_agent` is the header `user-agent`.
    public static func header<Value: Schema>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        fields(name, in: .header, type) { $0.headerTexts($1.replacing("_", with: "-")) }
    }

    /// The cookies as one value.
    public static func cookie<Value: Schema>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        fields(name, in: .cookie, type) { $0.cookieTexts($1) }
    }

    /// The whole form as one value.
    public static func form<Value: Schema>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        fields(name, in: .form, type) { $0.formTexts($1) }
    }

    private static func fields<Value: Schema>(
        _ name: String,
        in location: ParameterDescription.Location,
        _ type: Value.Type,
        take: @escaping @Sendable (inout RequestInput, String) -> ParameterTexts?
    ) -> ParameterBinding<Value> {
        let fields = type.schema.fields
        return ParameterBinding(description: .init(name, in: location, type: type, isRequired: true)) { input in
            input.schema(type, fields: fields, in: location.inFaults, take: take)
        }
    }
}

// What the macros write where the type alone tells the place. Overload resolution chooses.
extension Parameter {
    /// A scalar without further word is a query parameter.
    public static func inferred<Value: ScalarValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        query(name, type, default: `default`)
    }

    /// An optional scalar without further word is a query parameter that may be absent.
    public static func inferred<Value: ScalarValue>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        query(name, type, default: `default`)
    }

    /// The whole query.
    public static func inferred<Value: Schema>(_ name: String, _ type: Query<Value>.Type) -> ParameterBinding<Query<Value>> {
        query(name, Value.self).map { Query(wrappedValue: $0) }
    }

    /// An uploaded file.
    public static func inferred(_ name: String, _ type: UploadedFile.Type) -> ParameterBinding<UploadedFile> {
        file(name)
    }

    /// An uploaded file that may be absent.
    public static func inferred(
        _ name: String,
        _ type: UploadedFile?.Type,
        default: Default<UploadedFile?>? = nil
    ) -> ParameterBinding<UploadedFile?> {
        optionalFile(name)
    }

    /// Uploaded files.
    public static func inferred(_ name: String, _ type: [UploadedFile].Type) -> ParameterBinding<[UploadedFile]> {
        files(name)
    }

    /// The task list.
    public static func inferred(_ name: String, _ type: BackgroundTasks.Type) -> ParameterBinding<BackgroundTasks> {
        background
    }

    /// The request.
    public static func inferred(_ name: String, _ type: Request.Type) -> ParameterBinding<Request> {
        request
    }

    /// The request's context.
    public static func inferred<Context: RequestContext>(_ name: String, _ type: Context.Type) -> ParameterBinding<Context> {
        context(type)
    }

    /// A value with a schema is the body.
    @_disfavoredOverload
    public static func inferred<Value: SchemaValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> InferredBody<Value> {
        InferredBody(binding: body(name, type, default: `default`))
    }
}

/// Says of a type that it is an optional.
private protocol OptionalValue {
    static var absent: Self { get }
}

extension Optional: OptionalValue {
    static var absent: Self { nil }
}
