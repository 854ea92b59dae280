public import AfterworkHummingbird

// What the macros have the compiler check, because they cannot see what a type is. Where a type does not fit, the overload that is
// chosen is unavailable, and its message is the error. One that is available wins over all that are not, wherever both fit.
extension Parameter {
    /// A body of this type cannot be read.
    @available(
        *,
        unavailable,
        message: """
            A parameter of this type cannot be read from a request. If the type is yours, mark it '@Schema' to read it from the JSON body. \
            Others that can be read are String, Bool, the numbers, UUID, Date and arrays of them; UploadedFile, BackgroundTasks, Request \
            and the request's context.
            """
    )
    @_disfavoredOverload
    public static func inferred<Value>(_ name: String, _ type: Value.Type, default: Default<Value>? = nil) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// `Decodable` alone does not say what a body has to be.
    @available(
        *,
        unavailable,
        message: """
            A parameter is not read by 'Decodable'. If the type is yours, mark it '@Schema' to read it from the JSON body; if not, take a \
            String and make the value from it.
            """
    )
    @_disfavoredOverload
    public static func inferred<Value: Decodable>(
        _ name: String,
        _ type: Value.Type,
        default: Default<Value>? = nil
    ) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// Files are one or more.
    @available(
        *,
        unavailable,
        message: "An array of files has one or more, so it has no default and is no optional. Take '[UploadedFile]'."
    )
    public static func inferred(
        _ name: String,
        _ type: [UploadedFile].Type,
        default: Default<[UploadedFile]>
    ) -> ParameterBinding<[UploadedFile]> {
        nothing(name, type)
    }

    /// Files are one or more.
    @available(
        *,
        unavailable,
        message: "An array of files has one or more, so it has no default and is no optional. Take '[UploadedFile]'."
    )
    public static func inferred(
        _ name: String,
        _ type: [UploadedFile]?.Type,
        default: Default<[UploadedFile]?>? = nil
    ) -> ParameterBinding<[UploadedFile]?> {
        nothing(name, type)
    }

    /// A segment of the path is one piece of text.
    @available(
        *,
        unavailable,
        message: """
            A value in the path is one piece of text: a String, a Bool, a number, a UUID, a Date or an enum marked '@Schema'. To read the \
            parameter from elsewhere, take its name out of the path.
            """
    )
    @_disfavoredOverload
    public static func path<Value>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        nothing(name, type)
    }

    /// A segment of the path is always there.
    @available(*, unavailable, message: "The path always has a value here, so the parameter is no optional. Leave the '?' out.")
    public static func path<Value: ScalarValue>(_ name: String, _ type: Value?.Type) -> ParameterBinding<Value?> {
        nothing(name, type)
    }

    static func nothing<Value>(_ name: String, _ type: Value.Type) -> ParameterBinding<Value> {
        ParameterBinding(description: .init(name, in: .injected, type: type, isRequired: true)) { _ in nil }
    }
}
