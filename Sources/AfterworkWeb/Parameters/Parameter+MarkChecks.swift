public import AfterworkHummingbird

// What the marks say of a type that they cannot read, as in Parameter+Checks.swift.
extension Parameter {
    /// Not every type is a query parameter.
    @available(
        *,
        unavailable,
        message: """
            '@Query' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type \
            marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
            """
    )
    @_disfavoredOverload
    public static func query<Value>(_ name: String, _ type: Value.Type, default: Default<Value>? = nil) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// Defaults stand where the names do.
    @available(*, unavailable, message: "Here the fields of the type are the names. Give them the defaults, instead of the parameter.")
    public static func query<Value: Schema>(_ name: String, _ type: Value.Type, default: Default<Value>) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// All fields of the query are read as one value, whether there are any or not.
    @available(*, unavailable, message: "Here the fields of the type are the names. Make them optionals, instead of the parameter.")
    public static func query<Value: Schema>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        nothing(name, type)
    }

    /// Not every type is a header field.
    @available(
        *,
        unavailable,
        message: """
            '@Header' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type \
            marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
            """
    )
    @_disfavoredOverload
    public static func header<Value>(_ name: String, _ type: Value.Type, default: Default<Value>? = nil) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// Defaults stand where the names do.
    @available(*, unavailable, message: "Here the fields of the type are the names. Give them the defaults, instead of the parameter.")
    public static func header<Value: Schema>(_ name: String, _ type: Value.Type, default: Default<Value>) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// All fields of the head are read as one value, whether there are any or not.
    @available(*, unavailable, message: "Here the fields of the type are the names. Make them optionals, instead of the parameter.")
    public static func header<Value: Schema>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        nothing(name, type)
    }

    /// Not every type is a cookie.
    @available(
        *,
        unavailable,
        message: """
            '@Cookie' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type \
            marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
            """
    )
    @_disfavoredOverload
    public static func cookie<Value>(_ name: String, _ type: Value.Type, default: Default<Value>? = nil) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// Defaults stand where the names do.
    @available(*, unavailable, message: "Here the fields of the type are the names. Give them the defaults, instead of the parameter.")
    public static func cookie<Value: Schema>(_ name: String, _ type: Value.Type, default: Default<Value>) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// All fields of the cookies are read as one value, whether there are any or not.
    @available(*, unavailable, message: "Here the fields of the type are the names. Make them optionals, instead of the parameter.")
    public static func cookie<Value: Schema>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        nothing(name, type)
    }

    /// Not every type is a form field.
    @available(
        *,
        unavailable,
        message: """
            '@Form' reads a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema', an optional or an array of one, or a type \
            marked '@Schema', whose fields are then the names. If the type is yours, mark it '@Schema'.
            """
    )
    @_disfavoredOverload
    public static func form<Value>(_ name: String, _ type: Value.Type, default: Default<Value>? = nil) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// Defaults stand where the names do.
    @available(*, unavailable, message: "Here the fields of the type are the names. Give them the defaults, instead of the parameter.")
    public static func form<Value: Schema>(_ name: String, _ type: Value.Type, default: Default<Value>) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// All fields of the form are read as one value, whether there are any or not.
    @available(*, unavailable, message: "Here the fields of the type are the names. Make them optionals, instead of the parameter.")
    public static func form<Value: Schema>(
        _ name: String,
        _ type: Value?.Type,
        default: Default<Value?>? = nil
    ) -> ParameterBinding<Value?> {
        nothing(name, type)
    }

    /// A file needs no mark.
    @available(*, unavailable, message: "A parameter of type 'UploadedFile' is read from the form without '@Form'. Leave '@Form' out.")
    public static func form(_ name: String, _ type: UploadedFile.Type) -> ParameterBinding<UploadedFile> {
        nothing(name, type)
    }

    /// A file needs no mark.
    @available(*, unavailable, message: "A parameter of type 'UploadedFile' is read from the form without '@Form'. Leave '@Form' out.")
    public static func form(
        _ name: String,
        _ type: UploadedFile?.Type,
        default: Default<UploadedFile?>? = nil
    ) -> ParameterBinding<UploadedFile?> {
        nothing(name, type)
    }

    /// Files need no mark.
    @available(*, unavailable, message: "A parameter of type '[UploadedFile]' is read from the form without '@Form'. Leave '@Form' out.")
    public static func form(_ name: String, _ type: [UploadedFile].Type) -> ParameterBinding<[UploadedFile]> {
        nothing(name, type)
    }
}
