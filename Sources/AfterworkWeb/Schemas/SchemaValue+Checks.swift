public import AfterworkJSON

extension SchemaWriter {
    /// Writes the value of a field.
    ///
    /// - Parameter value: The value.
    @inlinable
    public mutating func value(_ value: some SchemaValue) {
        value.encode(to: &self)
    }
}

// What the macro has the compiler check, as in Parameter+Checks.swift. The description of the field gives the one error; reading and
// writing it then give none.
extension SchemaField {
    /// Not every type can be a field's.
    @available(
        *,
        unavailable,
        message: """
            A property of this type cannot be in JSON. If the type is yours, mark it '@Schema' too. Others that can are String, Bool, the \
            numbers, UUID, Date, and optionals, arrays and dictionaries by String of them.
            """
    )
    @_disfavoredOverload
    public init<Value>(_ name: String, _ type: Value.Type, documentation: String, isRequired: Bool) {
        self.init(name, String.self, documentation: documentation, isRequired: isRequired)
    }
}

extension SchemaDecoder {
    /// Takes a field as absent whose type can be read by nothing.
    @_disfavoredOverload
    public mutating func value<Value>(_ name: String) throws(SchemaSyntaxError) -> Value? {
        nil
    }
}

extension SchemaWriter {
    /// Writes null for a value that nothing can write.
    @_disfavoredOverload
    public mutating func value<Value>(_ value: Value) {
        writeNull()
    }
}
