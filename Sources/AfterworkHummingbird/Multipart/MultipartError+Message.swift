// What a client is told. FastAPI's sentences where it has them, followed by what they leave out.

extension MultipartError {
    /// A sentence or two for the client: what is wrong, in which part, the limit, and what to do.
    public var message: String {
        switch reason {
        case .notFormData(let contentType):
            "The content type is \(DisplayName(contentType)). Send the form as multipart/form-data."
        case .missingBoundary:
            "Missing boundary in multipart."
        case .invalidBoundary:
            "Invalid boundary in multipart. Send one boundary of 1 to 70 letters, digits, or '()+_,-./:=?"
        case .malformed(let malformation, let part):
            "There was an error parsing the body\(Self.place(part)): \(malformation.message)"
        case .truncated(let part):
            "There was an error parsing the body: it ended\(Self.place(part)) before the closing boundary. Send it again, whole."
        case .fieldNotUTF8(let part):
            "There was an error parsing the body: the text of \(Self.label(part)) is not UTF-8. Send it in UTF-8, or as a file."
        default:
            limitMessage
        }
    }

    private var limitMessage: String {
        switch reason {
        case .tooManyParts(let limit):
            "Too many parts. A form may have \(limit). Send fewer."
        case .tooManyFiles(let limit):
            "Too many files. A form may have \(limit). Send fewer at a time."
        case .headersTooLarge(let part, let limit):
            "The headers of \(Self.label(part)) exceeded maximum size of \(Self.size(limit)). Send shorter names."
        case .fieldTooLarge(let part, let limit):
            "Part \(DisplayName(part.name ?? "")) exceeded maximum size of \(Self.size(limit)). Send a shorter text, or send it as a file."
        case .fieldsTooLarge(let limit):
            "The text fields together exceeded maximum size of \(Self.size(limit)). Send less text, or send it as files."
        case .fileTooLarge(let part, let limit):
            "File \(DisplayName(part.filename ?? "")) in part \(DisplayName(part.name ?? "")) exceeded maximum size of "
                + "\(Self.size(limit)). Send a smaller file."
        case .fileTooLargeToRead(let filename, let size, let limit):
            "File \(DisplayName(filename)) has \(size) bytes and exceeded maximum size of \(Self.size(limit)). Send a smaller file."
        case .bodyTooLarge(let declared?, let limit):
            "The body has \(declared) bytes and exceeded maximum size of \(Self.size(limit)). Send less at a time."
        case .bodyTooLarge(nil, let limit):
            "The body exceeded maximum size of \(Self.size(limit)). Send less at a time."
        default:
            ""
        }
    }

    private static func place(_ part: Part?) -> String {
        part.map { " in \(label($0))" } ?? ""
    }

    private static func label(_ part: Part) -> String {
        part.name.map { "part \(DisplayName($0))" } ?? "part \(part.number)"
    }

    /// A limit as FastAPI writes it (`1024KB`), in bytes where that would not be exact.
    private static func size(_ bytes: Int) -> String {
        let kibibyte = 1024
        let mebibyte = kibibyte * kibibyte
        if bytes > mebibyte, bytes.isMultiple(of: mebibyte) { return "\(bytes / mebibyte)MB" }
        if bytes >= kibibyte, bytes.isMultiple(of: kibibyte) { return "\(bytes / kibibyte)KB" }
        return bytes == 1 ? "1 byte" : "\(bytes) bytes"
    }
}
