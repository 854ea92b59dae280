// Where the boundary comes from, and what it may be made of.

extension MultipartParser {
    /// Finds the boundary in a request's content type.
    ///
    /// ```swift
    /// try MultipartParser.boundary(fromContentType: "multipart/form-data; boundary=\"a b\"")   // a b
    /// ```
    ///
    /// The boundary may be quoted. Without quotes, characters are accepted that would need them by the letter of RFC 2045 section 5.1
    /// (such as `=` and `/`), because clients send them.
    ///
    /// - Parameter contentType: The value of the `Content-Type` header.
    /// - Returns: The boundary, without quotes: 1 to 70 characters.
    /// - Throws: ``MultipartError`` with status 415 if the type is not `multipart/form-data`; with status 400 if there is no boundary,
    ///   or more than one, or one that RFC 2046 section 5.1.1 does not allow.
    public static func boundary(fromContentType contentType: String) throws(MultipartError) -> String {
        let mediaType = contentType.prefix { $0 != ";" }
        guard mediaType.lowercased().filter({ $0 != " " && $0 != "\t" }) == "multipart/form-data" else {
            throw MultipartError(.notFormData(contentType: contentType))
        }
        let bytes: [UInt8]?
        do throws(MultipartMalformation) {
            bytes = try HeaderValue(Array(contentType.utf8)).parameter("boundary")
        } catch {
            throw MultipartError(.invalidBoundary)
        }
        guard let bytes else { throw MultipartError(.missingBoundary) }
        let boundary = String(decoding: bytes, as: UTF8.self)
        guard isValid(boundary: boundary) else { throw MultipartError(.invalidBoundary) }
        return boundary
    }

    /// Whether RFC 2046 section 5.1.1 allows a boundary: 1 to 70 of its characters, the last one not a space.
    static func isValid(boundary: String) -> Bool {
        let bytes = boundary.utf8
        return (1...70).contains(bytes.count)
            && bytes.last != ASCII.space
            && bytes.allSatisfy { ASCII.isAlphanumeric($0) || "'()+_,-./:=? ".utf8.contains($0) }
    }
}
