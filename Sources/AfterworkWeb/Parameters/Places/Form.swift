/// Marks a handler's parameter as a field of a form, urlencoded or multipart.
///
/// ```swift
/// @Post("/documents/upload")
/// func upload(file: UploadedFile, @Form uploadedBy: String = "user") async throws -> Receipt
/// ```
///
/// Of a type marked `@Schema`, the fields are the names: each is read as a parameter of its own.
@propertyWrapper
public struct Form<Value: Sendable>: Sendable {
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
