public import Afterwork
public import AfterworkHummingbird
public import Hummingbird

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
            input.scalar(input.pathValue(name), name: name, in: "path", default: nil)
        }
    }

    /// A query parameter; of several of one name, the last.
    public static func query<Value: ScalarValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .query, type: type, isRequired: `default` == nil)) { input in
            input.scalar(input.queryValue(name), name: name, in: "query", default: `default`)
        }
    }

    /// A query parameter that may be absent.
    public static func query<Value: ScalarValue>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        ParameterBinding(description: .init(name, in: .query, type: type, isRequired: false)) { input in
            input.optionalScalar(input.queryValue(name), name: name, in: "query", default: `default`)
        }
    }

    /// A field of a form, urlencoded or multipart; of several of one name, the last.
    public static func form<Value: ScalarValue>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .form, type: type, isRequired: `default` == nil)) { input in
            guard let text = input.formText(name) else { return nil }
            return input.scalar(text.value, name: name, in: "body", default: `default`)
        }
    }

    /// A field of a form that may be absent.
    public static func form<Value: ScalarValue>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        ParameterBinding(description: .init(name, in: .form, type: type, isRequired: false)) { input in
            guard let text = input.formText(name) else { return nil }
            return input.optionalScalar(text.value, name: name, in: "body", default: `default`)
        }
    }

    /// A file of a multipart form.
    public static func file(_ name: String) -> ParameterBinding<UploadedFile> {
        ParameterBinding(description: .init(name, in: .file, type: UploadedFile.self, isRequired: true)) { input in
            input.file(name)
        }
    }

    /// The whole body as JSON.
    public static func body<Value: SchemaValue>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .body, type: type, isRequired: true)) { input in
            input.decodeBody(type)
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

    /// An uploaded file.
    public static func inferred(_ name: String, _ type: UploadedFile.Type) -> ParameterBinding<UploadedFile> {
        file(name)
    }

    /// The task list.
    public static func inferred(_ name: String, _ type: BackgroundTasks.Type) -> ParameterBinding<BackgroundTasks> {
        background
    }

    /// The request.
    public static func inferred(_ name: String, _ type: Request.Type) -> ParameterBinding<Request> {
        request
    }

    /// A value with a schema is the body.
    @_disfavoredOverload
    public static func inferred<Value: SchemaValue>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        body(name, type)
    }

    /// Nothing else can be a parameter.
    @available(
        *,
        unavailable,
        message: """
            A route's parameter is a scalar (path, query, @Form), a type marked @Schema (JSON body), UploadedFile, BackgroundTasks or Request.
            """
    )
    @_disfavoredOverload
    public static func inferred<Value: Sendable>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .injected, type: type, isRequired: true)) { _ in nil }
    }
}
