/// Marks a handler's parameter as a query parameter, where its type alone would not say so: for an array, or for another name.
///
/// ```swift
/// @Get("/items")
/// func items(@Query tags: [String] = [], @Query("q") search: String? = nil) -> [Item]
/// ```
///
/// Of a type marked `@Schema`, the fields are the names: each is read as a parameter of its own.
/// It can also be written as a type, for a query of many parameters:
///
/// ```swift
/// @Get("/items")
/// func items(filter: Query<ItemFilter>) -> [Item] { find(filter.wrappedValue) }
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

    /// Wraps a value that has a name of its own in the request; the compiler calls this.
    ///
    /// - Parameters:
    ///   - wrappedValue: The parameter's value.
    ///   - name: What the value is called in the request, instead of the snake_case of the parameter's label.
    public init(wrappedValue: Value, _ name: StaticString) {
        self.wrappedValue = wrappedValue
    }
}
