// What the macros have the compiler check, because they cannot see what a type is. Where the types do not fit, the overload that is
// chosen is unavailable, and its message is the error.
extension Parameter {
    /// Any other type may stand in a `GET`.
    @_disfavoredOverload
    public static func checkHasNoBody<Value>(_ type: Value.Type) {}

    /// A `GET` request has no body.
    @available(*, unavailable, message: "A GET request has no body. Mark the parameter '@Query' to read it from the query, or use '@Post'.")
    public static func checkHasNoBody<Value: Schema>(_ type: Value.Type) {}

    /// A `GET` request has no body.
    @available(*, unavailable, message: "A GET request has no body. Leave the parameter out, or use '@Post'.")
    public static func checkHasNoBody<Value: Schema>(_ type: Value?.Type) {}

    /// A `GET` request has no body.
    @available(*, unavailable, message: "A GET request has no body. Mark the array '@Query' to read it from the query, or use '@Post'.")
    public static func checkHasNoBody<Value: SchemaValue>(_ type: [Value].Type) {}

    /// Any other type may stand beside a form.
    @_disfavoredOverload
    public static func checkIsNoBodyBesideForm<Value>(_ type: Value.Type) {}

    /// A request has one body.
    @available(
        *,
        unavailable,
        message: "A request's body is JSON or a form, but this one takes both. Mark the parameter '@Form' to read its fields from the form."
    )
    public static func checkIsNoBodyBesideForm<Value: Schema>(_ type: Value.Type) {}

    /// Two parameters of other types do not both want the body.
    @_disfavoredOverload
    public static func checkIsOneBody<First, Second>(_ first: First.Type, _ second: Second.Type) {}

    /// A request has one body.
    @available(*, unavailable, message: "A request has one body, but two parameters are marked '@Schema'. Put both into one type.")
    public static func checkIsOneBody<First: Schema, Second: Schema>(_ first: First.Type, _ second: Second.Type) {}
}
