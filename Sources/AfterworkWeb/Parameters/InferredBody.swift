/// A parameter that is the request's body because its type says so.
///
/// What the macros write for a parameter without a mark is one of these or, where it is not the body, a ``ParameterBinding``: so the
/// compiler can tell whether the request has room for it, as in Parameter+Checks.swift.
public struct InferredBody<Value: SchemaValue>: Sendable {
    /// How it is taken from the request.
    public let binding: ParameterBinding<Value>
}

// A `GET` request has no body.
extension InferredBody {
    /// It has no place.
    @available(*, unavailable, message: "A GET request has no body. Leave the parameter out, or use '@Post'.")
    public func checkHasNoBody() {}

    /// Its fields have a place in the query.
    @available(*, unavailable, message: "A GET request has no body. Mark the parameter '@Query' to read it from the query, or use '@Post'.")
    public func checkHasNoBody() where Value: Schema {}

    /// An array of scalars has a place in the query.
    @available(*, unavailable, message: "A GET request has no body. Mark the parameter '@Query' to read it from the query, or use '@Post'.")
    public func checkHasNoBody() where Value: ParameterValue {}
}

// A request's body is JSON or a form.
extension InferredBody {
    /// It has no place.
    @available(*, unavailable, message: "A request's body is JSON or a form, but this function takes both. Read all of it from the form.")
    public func checkIsNoBodyBesideForm() {}

    /// Its fields have a place in the form.
    @available(
        *,
        unavailable,
        message: "A request's body is JSON or a form, but this function takes both. Mark the parameter '@Form' to read it from the form."
    )
    public func checkIsNoBodyBesideForm() where Value: Schema {}

    /// An array of scalars has a place in the form.
    @available(
        *,
        unavailable,
        message: "A request's body is JSON or a form, but this function takes both. Mark the parameter '@Form' to read it from the form."
    )
    public func checkIsNoBodyBesideForm() where Value: ParameterValue {}
}

// A request has one body.
extension InferredBody {
    /// What comes before it is something else.
    public func checkIsOnlyBody<Other>(besides other: ParameterBinding<Other>) {}

    /// What comes before it is the body.
    @available(
        *,
        unavailable,
        message: "A request has one body, but a parameter before this one takes it already. Put both into one type marked '@Schema'."
    )
    public func checkIsOnlyBody<Other>(besides other: InferredBody<Other>) {}
}

// What is not the body is none.
extension ParameterBinding {
    /// Itself, so that the macros need not know which parameter is an ``InferredBody``.
    public var binding: Self { self }

    /// It is none.
    public func checkHasNoBody() {}

    /// It is none.
    public func checkIsNoBodyBesideForm() {}

    /// It is none.
    public func checkIsOnlyBody<Other>(besides other: ParameterBinding<Other>) {}

    /// It is none.
    public func checkIsOnlyBody<Other>(besides other: InferredBody<Other>) {}
}
