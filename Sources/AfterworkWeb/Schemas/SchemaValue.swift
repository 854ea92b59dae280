public import AfterworkJSON

/// Reads keys of an object that are known beforehand.
public typealias SchemaKeys = JSONKeys
/// Writes a value as compact JSON.
public typealias SchemaWriter = JSONWriter
/// Says where a text stopped being JSON.
public typealias SchemaSyntaxError = JSONSyntaxError

/// A value that can be in a JSON body: a scalar, an array, a dictionary, or a type marked `@Schema`.
public protocol SchemaValue: Sendable {
    /// Reads the next value.
    ///
    /// - Parameter decoder: Where to read, and where to record what does not fit.
    /// - Returns: The value, or nil if a fault was recorded. In either case the value was read to its end.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Self?

    /// Writes this value.
    ///
    /// - Parameter writer: Where to write it.
    func encode(to writer: inout SchemaWriter)
}

extension SchemaValue {
    /// Reads JSON text in UTF-8, as a route reads its body.
    ///
    /// - Parameter text: The text, which has to be one value.
    /// - Throws: ``ValidationError`` with everything in the text that does not fit.
    @inlinable
    public init(json text: [UInt8]) throws(ValidationError) {
        var decoder = SchemaDecoder(text, at: "body")
        guard let value = decoder.decodeDocument(Self.self) else { throw ValidationError(faults: decoder.faults) }
        self = value
    }

    /// The value as compact JSON, its fields in the order declared.
    public var json: String {
        var writer = SchemaWriter()
        encode(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// A type with named fields, marked `@Schema`: it can be a route's body and its response.
public protocol Schema: SchemaValue, RouteOutput {
    /// What the type consists of, for documentation.
    static var schema: SchemaDescription { get }
}
