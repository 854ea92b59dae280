/// What a part of a form says about itself.
public struct MultipartPartHeader: Sendable, Hashable {
    /// The name of the form's field, as the client sent it. It may be empty.
    public var name: String
    /// The file's name, as the client sent it, or nil if the part is a text field.
    ///
    /// An empty name with no content is what browsers send when no file was chosen. Never use it as a path: see
    /// ``FileName/cleaned(_:)``.
    public var filename: String?
    /// The part's media type with its parameters, as the client sent it, or nil if it sent none (RFC 7578 section 4.4: then it is
    /// `text/plain`).
    public var contentType: String?

    /// Makes a part's header.
    ///
    /// - Parameters:
    ///   - name: The name of the form's field.
    ///   - filename: The file's name, or nil for a text field.
    ///   - contentType: The part's media type, or nil.
    public init(name: String, filename: String? = nil, contentType: String? = nil) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }
}
