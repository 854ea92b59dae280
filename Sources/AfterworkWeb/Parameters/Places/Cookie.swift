/// Marks a handler's parameter as a cookie.
///
/// ```swift
/// @Get("/items")
/// func items(@Cookie sessionID: String?) -> [Item]
/// ```
///
/// Of a type marked `@Schema`, the fields are the names: each is read as a parameter of its own. In a file that imports Hummingbird,
/// which has a `Cookie` too, write `@AfterworkWeb.Cookie`.
@propertyWrapper
public struct Cookie<Value: Sendable>: Sendable {
    /// The parameter's value.
    public var wrappedValue: Value

    /// Wraps a value; the compiler calls this.
    ///
    /// - Parameter wrappedValue: The parameter's value.
    public init(wrappedValue: Value) {
        self.wrappedValue = wrappedValue
    }

    /// Wraps a value that has a name of its own in the request; the compiler calls this.
    ///
    /// - Parameters:
    ///   - wrappedValue: The parameter's value.
    ///   - name: What the value is called in the request, instead of the snake_case of the parameter's label.
    public init(wrappedValue: Value, _ name: StaticString) {
        self.wrappedValue = wrappedValue
    }
}
