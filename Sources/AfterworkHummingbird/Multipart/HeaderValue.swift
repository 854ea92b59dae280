/// A header's value with its parameters: `form-data; name="avatar"; filename="me.png"`.
///
/// The syntax is that of RFC 9110 section 5.6.6, as clients use it:
/// - In quotes, a backslash hides a quote or a backslash after it and is itself otherwise. Browsers send `C:\me.png` and `a\b` as
///   they are, old programs `\"`.
/// - Without quotes, a value goes to the next semicolon and may have any character but a quote.
/// - A semicolon at the end, or two in a row, mean nothing.
struct HeaderValue {
    /// What comes before the first semicolon, without white space around it.
    let value: [UInt8]
    /// The parameters in order; names in lower case, values without quotes.
    private(set) var parameters: [(name: String, value: [UInt8])] = []

    /// Reads a header's value.
    ///
    /// - Throws: ``MultipartMalformation/parameters`` if a parameter has no name or no `=`, or a quote is not closed or stands where
    ///   none may.
    init(_ bytes: [UInt8]) throws(MultipartMalformation) {
        var rest = bytes[...]
        value = Array(Self.upToSemicolon(&rest))
        while rest.popFirst() != nil {
            Self.skipBlanks(&rest)
            guard let first = rest.first, first != ASCII.semicolon else { continue }
            parameters.append(try Self.parameter(&rest))
        }
    }

    /// The value of a parameter, or nil if it is not there.
    ///
    /// - Throws: ``MultipartMalformation/repeated(_:)`` if it is there twice: two readers could choose differently.
    func parameter(_ name: String) throws(MultipartMalformation) -> [UInt8]? {
        let values = parameters.filter { $0.name == name }
        guard values.count < 2 else { throw .repeated(name) }
        return values.first?.value
    }

    private static func parameter(_ rest: inout ArraySlice<UInt8>) throws(MultipartMalformation) -> (name: String, value: [UInt8]) {
        let name = rest.prefix { $0 != ASCII.equals && $0 != ASCII.semicolon }
        rest = rest.dropFirst(name.count)
        let trimmed = trimming(name)
        guard rest.popFirst() == ASCII.equals, !trimmed.isEmpty, trimmed.allSatisfy(ASCII.isToken) else { throw .parameters }
        skipBlanks(&rest)
        let value = try rest.first == ASCII.quote ? quoted(&rest) : unquoted(&rest)
        return (String(decoding: trimmed, as: UTF8.self).lowercased(), value)
    }

    private static func unquoted(_ rest: inout ArraySlice<UInt8>) throws(MultipartMalformation) -> [UInt8] {
        let value = upToSemicolon(&rest)
        guard !value.contains(ASCII.quote) else { throw .parameters }
        return Array(value)
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) throws(MultipartMalformation) -> [UInt8] {
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case ASCII.quote:
                guard upToSemicolon(&rest).isEmpty else { throw .parameters }
                return value
            case ASCII.backslash where rest.first == ASCII.quote || rest.first == ASCII.backslash:
                value.append(rest.removeFirst())
            default:
                value.append(byte)
            }
        }
        throw .parameters
    }

    /// Removes what comes before the next semicolon, and returns it without white space around it.
    private static func upToSemicolon(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: ASCII.semicolon) ?? rest.endIndex
        defer { rest = rest[end...] }
        return trimming(rest[..<end])
    }

    private static func skipBlanks(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop(while: ASCII.isBlank)
    }

    /// The bytes without spaces and tabs around them.
    static func trimming(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: ASCII.isBlank)
        while let last = bytes.last, ASCII.isBlank(last) { bytes.removeLast() }
        return bytes
    }
}
