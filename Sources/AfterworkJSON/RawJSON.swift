/// JSON text that is known to be valid and compact: no whitespace outside strings.
///
/// It carries a value whose shape does not matter here, from a reader to a writer or to a database, without decoding it:
///
/// ```swift
/// var reader = JSONReader(Array(#"{"a": [1, 2]}"#.utf8))
/// let raw = reader.text(in: try reader.skipValue())
/// print(raw)  // {"a":[1,2]}
/// ```
///
/// Two are equal when their bytes are: `1.0` and `1` differ, and so do objects that order their keys differently.
public struct RawJSON: Sendable, Hashable, CustomStringConvertible {
    /// The text in UTF-8.
    public let bytes: [UInt8]

    /// The value `null`.
    public static let null = RawJSON(validated: Array("null".utf8))

    /// The value `{}`.
    public static let emptyObject = RawJSON(validated: Array("{}".utf8))

    /// A JSON string that holds `string`, quoted and escaped.
    public init(string: String) {
        var writer = JSONWriter(reservingCapacity: string.utf8.count + 2)
        writer.write(string)
        bytes = writer.bytes
    }

    /// The caller has made sure that the bytes are one valid, compact value.
    init(validated bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The text as a Swift string.
    public var description: String {
        String(decoding: bytes, as: UTF8.self)
    }
}
