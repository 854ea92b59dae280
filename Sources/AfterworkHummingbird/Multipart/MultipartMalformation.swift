/// What is wrong with a form that cannot be parsed.
public enum MultipartMalformation: Error, Sendable, Hashable {
    /// Something other than white space follows a boundary on its line.
    case textAfterBoundary
    /// A header line ends in a bare line feed, or has a bare carriage return in it.
    case lineEnding
    /// A header line begins with white space, which would continue the line before it (obsolete line folding).
    case foldedHeader
    /// A header line has no colon, or something other than a header's name before it.
    case headerName
    /// A header, or a parameter in one, is there twice.
    case repeated(String)
    /// A control character is in a header's value or in a decoded name.
    case controlCharacter
    /// A header's value or a name is not UTF-8.
    case notUTF8
    /// A header's parameters are not `name=value` or `name="value"` with semicolons between.
    case parameters
    /// `filename*` is not `UTF-8''…` with valid percent-encoding (RFC 8187 section 3.2).
    case extendedFilename
    /// The part has no `Content-Disposition: form-data` header (RFC 7578 section 4.2).
    case disposition
    /// The part's `Content-Disposition` header has no `name` (RFC 7578 section 4.2).
    case missingName
    /// The part's content is encoded as `Content-Transfer-Encoding` says, which is deprecated (RFC 7578 section 4.7) and not decoded.
    case transferEncoding(String)
}

extension MultipartMalformation {
    /// A sentence that says what is wrong and what to send instead.
    var message: String {
        switch self {
        case .textAfterBoundary: "text follows a boundary on its line. End the line after the boundary."
        case .lineEnding: "a header line does not end in CR LF. End every header line with CR LF."
        case .foldedHeader: "a header line is folded. Send each header on one line."
        case .headerName: "a header line is not \"name: value\". Send each header as a name, a colon and a value."
        case .repeated(let name): "\(DisplayName(name)) is there twice. Send it once."
        case .controlCharacter: "a header has a control character in it. Leave it out."
        case .notUTF8: "a header is not UTF-8. Send names in UTF-8."
        case .parameters: "a header's parameters are malformed. Send them as name=\"value\", with semicolons between."
        case .extendedFilename: "filename* is malformed. Send filename=\"…\" in UTF-8 instead."
        case .disposition: "a part has no \"Content-Disposition: form-data\" header. Send one with every part."
        case .missingName: "The Content-Disposition header field \"name\" must be provided."
        case .transferEncoding(let name): "the content is encoded as \(DisplayName(name)). Send it as it is, in binary."
        }
    }
}
