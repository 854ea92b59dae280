/// Marks a handler's parameter as a query parameter, where its type alone would not say so.
///
/// ```swift
/// @Get("/items")
/// func items(@Query limit: Int = 10) -> [Item]
/// ```
@propertyWrapper
public struct Query<Value: Sendable>: Sendable {
    /// The parameter's value.
    public var wrappedValue: Value

    /// Wraps a value; the compiler calls this.
    ///
    /// - Parameter wrappedValue: The parameter's value.
    public init(wrappedValue: Value) {
        self.wrappedValue = wrappedValue
    }
}
