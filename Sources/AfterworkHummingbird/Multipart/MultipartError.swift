public import HTTPTypes

/// Why a form was refused.
///
/// It carries an HTTP status and a message that can be sent to the client as they are: the message names the part, the limit, and
/// what to do, and has nothing of the content in it. Names in it are cut to 64 characters.
///
/// ```swift
/// do {
///     let form = try await MultipartForm.read(body, contentType: contentType)
/// } catch let error as MultipartError {
///     return (error.status, error.message)  // 413, Part "bio" exceeded maximum size of 1024KB. …
/// }
/// ```
public struct MultipartError: Error, Sendable, Hashable {
    /// The part that an error is about.
    public struct Part: Sendable, Hashable {
        /// Which part of the body, from 1.
        public let number: Int
        /// The name of its field, as the client sent it, or nil if that is not known yet.
        public let name: String?
        /// Its file's name, as the client sent it, or nil if that is not known or it is a text field.
        public let filename: String?

        init(number: Int, name: String? = nil, filename: String? = nil) {
            self.number = number
            self.name = name
            self.filename = filename
        }
    }

    /// What was found, with the part and the limit it is about.
    public enum Reason: Sendable, Hashable {
        /// The content type is not `multipart/form-data`. Status 415.
        case notFormData(contentType: String)
        /// The content type has no `boundary` parameter. Status 400.
        case missingBoundary
        /// The boundary is not 1 to 70 characters of the set in RFC 2046 section 5.1.1, or is given twice. Status 400.
        case invalidBoundary
        /// The body does not follow RFC 7578; nil if the fault is not in a part. Status 400.
        case malformed(MultipartMalformation, part: Part?)
        /// The body ended before its closing boundary; nil if not inside a part. Status 400.
        case truncated(part: Part?)
        /// A text field is not UTF-8. Status 400.
        case fieldNotUTF8(part: Part)
        /// There are more parts than ``MultipartLimits/parts``. Status 413.
        case tooManyParts(limit: Int)
        /// There are more files than ``MultipartLimits/files``. Status 413.
        case tooManyFiles(limit: Int)
        /// A part's headers have more bytes than ``MultipartLimits/headerBytes``. Status 431.
        case headersTooLarge(part: Part, limit: Int)
        /// A text field has more bytes than ``MultipartLimits/fieldBytes``. Status 413.
        case fieldTooLarge(part: Part, limit: Int)
        /// The text fields together have more bytes than ``MultipartLimits/allFieldBytes``. Status 413.
        case fieldsTooLarge(limit: Int)
        /// A file has more bytes than ``MultipartLimits/fileBytes``. Status 413.
        case fileTooLarge(part: Part, limit: Int)
        /// A file has more bytes than ``UploadedFile/bytes(upTo:)`` was asked for. Status 413.
        case fileTooLargeToRead(filename: String, size: Int, limit: Int)
        /// The body has more bytes than ``MultipartLimits/totalBytes``; with its `Content-Length` if that told so early. Status 413.
        case bodyTooLarge(declared: Int?, limit: Int)
    }

    /// What was found.
    public let reason: Reason

    init(_ reason: Reason) {
        self.reason = reason
    }

    /// The HTTP status to answer with: 400, 413, 415 or 431.
    public var status: HTTPResponse.Status {
        switch reason {
        case .notFormData: .unsupportedMediaType
        case .missingBoundary, .invalidBoundary, .malformed, .truncated, .fieldNotUTF8: .badRequest
        case .tooManyParts, .tooManyFiles, .fieldTooLarge, .fieldsTooLarge, .fileTooLarge, .fileTooLargeToRead, .bodyTooLarge:
            .contentTooLarge
        case .headersTooLarge: .requestHeaderFieldsTooLarge
        }
    }
}

extension MultipartError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
