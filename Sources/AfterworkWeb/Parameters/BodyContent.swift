import AfterworkHummingbird
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// A request's body, read as far as a route's parameters want it.
enum BodyContent {
    /// No parameter comes from the body: it was left alone.
    case none
    /// There was none.
    case empty
    case json([UInt8])
    case fields(URLEncodedFields)
    case multipart(MultipartForm)
    /// Text of a kind that no parameter can take.
    case other(String)
}

/// What a route's parameters expect of the body, and how to read it.
enum BodyExpectation {
    case none
    case json
    case form

    init(parameters: [ParameterDescription]) {
        let places = parameters.map(\.location)
        if places.contains(.body) {
            self = .json
        } else if places.contains(.form) || places.contains(.file) {
            self = .form
        } else {
            self = .none
        }
    }

    /// Reads the body.
    ///
    /// - Throws: `RequestRefusal` or `MultipartError` if it is too large or malformed.
    func read(_ request: Request, context: any RequestContext, uploads: UploadOptions) async throws -> BodyContent {
        let type = request.headers.first(.contentType) ?? ""
        switch self {
        case .none:
            return .none
        case .json:
            let bytes = try await collect(request, upTo: context.maxUploadSize)
            if bytes.readableBytes == 0 { return .empty }
            return Self.isJSON(type) ? .json(Array(buffer: bytes)) : .other(String(buffer: bytes))
        case .form where Self.mediaType(type) == "application/x-www-form-urlencoded":
            return .fields(URLEncodedFields(String(buffer: try await collect(request, upTo: context.maxUploadSize))))
        case .form where Self.mediaType(type) == "multipart/form-data":
            return .multipart(try await readForm(request, type: type, uploads: uploads))
        case .form:
            return .empty
        }
    }

    private func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        if let declared = request.headers.first(.contentLength).flatMap({ Int($0) }), declared > limit {
            throw Self.tooLarge(limit: limit)
        }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit: limit)
        }
    }

    private func readForm(_ request: Request, type: String, uploads: UploadOptions) async throws -> MultipartForm {
        try await MultipartForm.read(
            request.body,
            contentType: type,
            declaredLength: request.headers.first(.contentLength).flatMap { Int($0) },
            limits: uploads.limits,
            spool: uploads.spool
        )
    }

    private static func tooLarge(limit: Int) -> RequestRefusal {
        RequestRefusal(status: .contentTooLarge, detail: "The request's body is larger than \(limit) bytes. Send less at a time.")
    }

    private static func mediaType(_ contentType: String) -> String {
        contentType.prefix { $0 != ";" }.trimmingASCIIWhitespace().lowercased()
    }

    /// A body without a type is taken for JSON.
    private static func isJSON(_ contentType: String) -> Bool {
        if contentType.isEmpty || contentType == "application/json" { return true }
        let type = mediaType(contentType)
        return type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
    }
}

extension Substring {
    fileprivate func trimmingASCIIWhitespace() -> Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var trimmed = drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        return trimmed
    }
}
