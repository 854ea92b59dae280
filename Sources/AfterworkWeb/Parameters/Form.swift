/// Marks a handler's parameter as a field of a form, urlencoded or multipart.
///
/// ```swift
/// @Post("/documents/upload")
/// func upload(file: UploadedFile, @Form uploadedBy: String = "user") async throws -> Receipt
/// ```
@propertyWrapper
public struct Form<Value: Sendable>: Sendable {
    /// The field's value.
    public var wrappedValue: Value

    /// Wraps a value; the compiler calls this.
    ///
    /// - Parameter wrappedValue: The field's value.
    public init(wrappedValue: Value) {
        self.wrappedValue = wrappedValue
    }
}
