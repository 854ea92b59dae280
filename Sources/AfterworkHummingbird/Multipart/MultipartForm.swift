public import NIOCore
public import NIOPosix

/// The fields and files of a form, in the order in which they were sent.
///
/// ```swift
/// let form = try await MultipartForm.read(request.body, contentType: contentType)
/// let uploadedBy = form.fields("uploaded_by").first ?? "user"
/// for file in form.files("file") {
///     let saved = try await file.save(into: "/srv/uploads")
/// }
/// ```
///
/// A part with a `filename` parameter is a file; any other is a text field, whatever its content type. A browser's field where no file
/// was chosen is a file with an empty name and no bytes. Several entries may have one name.
///
/// Temporary files vanish soon after the form and every file of it were let go.
public struct MultipartForm: Sendable {
    /// What a part of the form holds.
    public enum Value: Sendable {
        /// The text of a field.
        case field(String)
        /// A file.
        case file(UploadedFile)
    }

    /// One part of the form.
    public struct Entry: Sendable {
        /// The name of the field, as the client sent it.
        public let name: String
        /// What the part holds.
        public let value: Value
    }

    /// All parts, in the order in which they were sent.
    public let entries: [Entry]

    /// The texts of the fields with a name, in order.
    ///
    /// - Parameter name: The name, compared exactly.
    /// - Returns: Their texts; none if there is no such field, or only files.
    public func fields(_ name: String) -> [String] {
        entries.compactMap { entry in
            guard entry.name == name, case .field(let text) = entry.value else { return nil }
            return text
        }
    }

    /// The files with a name, in order.
    ///
    /// - Parameter name: The name of their field, compared exactly.
    /// - Returns: The files; none if there is no such field, or only text.
    public func files(_ name: String) -> [UploadedFile] {
        entries.compactMap { entry in
            guard entry.name == name, case .file(let file) = entry.value else { return nil }
            return file
        }
    }

    /// Reads a form from a request's body.
    ///
    /// Large files go to disk while they arrive. If it throws, the rest of the body is unread and nothing remains on disk.
    ///
    /// - Parameters:
    ///   - body: The request's body.
    ///   - contentType: The value of the request's `Content-Type` header.
    ///   - declaredLength: The value of the request's `Content-Length` header, if it has one. If it is more than
    ///     ``MultipartLimits/totalBytes``, nothing is read.
    ///   - limits: How much is accepted.
    ///   - spool: When files leave memory, and where they go then.
    ///   - threadPool: The threads on which files are written.
    /// - Returns: The form.
    /// - Throws: ``MultipartError`` if the form is refused, ``TemporaryFileError`` if a file could not be kept, `CancellationError`, and
    ///   what `body` throws.
    public static func read<Body: AsyncSequence>(
        _ body: Body,
        contentType: String,
        declaredLength: Int? = nil,
        limits: MultipartLimits = MultipartLimits(),
        spool: SpoolPolicy = SpoolPolicy(),
        threadPool: NIOThreadPool = .singleton
    ) async throws -> MultipartForm where Body.Element == ByteBuffer {
        let boundary = try MultipartParser.boundary(fromContentType: contentType)
        if let declaredLength, declaredLength > limits.totalBytes {
            throw MultipartError(.bodyTooLarge(declared: declaredLength, limit: limits.totalBytes))
        }
        var parser = MultipartParser(boundary: boundary, limits: limits)
        var assembly = FormAssembly(spool: spool, threadPool: threadPool)
        for try await chunk in body {
            try parser.append(chunk)
            while let event = try parser.next() { try await assembly.take(event) }
        }
        try parser.finish()
        return MultipartForm(entries: assembly.entries)
    }
}
