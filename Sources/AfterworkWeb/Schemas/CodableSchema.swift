/// A `@Schema` struct that is `Codable` too, as a job is: its decoder takes the defaults for fields that are absent, which Swift's own
/// does not.
///
/// ```swift
/// @Schema
/// struct AnalyzeReview: Job {
///     var reviewText: String
///     var language = "en"             // jobs that were stored before there were languages are in English
///     var region: String?             // and have no region
/// }
/// ```
///
/// `@Schema` makes it one where the struct says that it is a `Job` or `Codable`; where a protocol of your own implies that, say
/// `CodableSchema` beside it. An optional that is absent is nil, whatever its default: that is how nil is stored. A type's own
/// `init(from:)`, in an extension, comes before this one.
public protocol CodableSchema: Schema, Codable {
    /// Makes a value from what a decoder holds, with the type's `CodingKeys`.
    ///
    /// - Parameter decoder: What holds the fields.
    /// - Returns: The value.
    /// - Throws: `DecodingError` for the first field that is missing or of another type.
    static func decode(from decoder: any Decoder) throws -> Self
}

extension CodableSchema {
    /// Makes a value from what a decoder holds; fields that are absent have their defaults.
    ///
    /// - Parameter decoder: What holds the fields.
    /// - Throws: `DecodingError` for the first field that is missing or of another type.
    public init(from decoder: any Decoder) throws {
        self = try Self.decode(from: decoder)
    }
}
