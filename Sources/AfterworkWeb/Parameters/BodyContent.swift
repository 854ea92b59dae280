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
}

/// What a route's parameters expect of the body, and how to read it.
enum BodyExpectation: Hashable {
    case none
    case json
    case form
    case formWithFiles

    init(parameters: [ParameterDescription]) {
        let places = parameters.map(\.location)
        if places.contains(.body) {
            self = .json
        } else if places.contains(.file) {
            self = .formWithFiles
        } else if places.contains(.form) {
            self = .form
        } else {
            self = .none
        }
    }

    /// Reads the body.
    ///
    /// - Throws: `RequestRefusal` or `MultipartError` if it is too large, malformed, or of a type that no parameter can take.
    func read(_ request: Request, context: any RequestContext, uploads: UploadOptions) async throws -> BodyContent {
        if self == .none { return .none }
        let type = request.headers.first(.contentType) ?? ""
        guard let format = format(of: ContentType(type)) else {
            guard try await request.hasBody else { return .empty }
            throw RequestRefusal.unsupported(type, expected: self)
        }
        switch format {
        case .json:
            let bytes = Array(buffer: try await collect(request, upTo: uploads.bodyBytes ?? context.maxUploadSize))
            if bytes.isEmpty { return .empty }
            try refuseCoded(request) { String(validating: bytes, as: UTF8.self) == nil }
            return .json(bytes)
        case .fields:
            let bytes = try await collect(request, upTo: uploads.bodyBytes ?? context.maxUploadSize)
            guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
                try refuseCoded(request) { true }
                throw RequestRefusal(status: .badRequest, detail: "The form is not UTF-8. Send its texts in UTF-8, percent-encoded.")
            }
            return .fields(URLEncodedFields(text))
        case .multipart:
            do {
                return .multipart(try await readForm(request, type: type, uploads: uploads))
            } catch let error as MultipartError where error.status == .badRequest {
                try refuseCoded(request) { true }
                throw error
            }
        }
    }

    /// How to read a body of a type; nil if no parameter can take it.
    private func format(of type: ContentType) -> ContentType.Format? {
        guard type.isUTF8 else { return nil }
        // Not without a type: a page of another site can have a browser send such a body without asking (WHATWG Fetch, 2.2.2).
        if self == .json { return type.isJSON ? .json : nil }
        switch type.mediaType {
        case "application/x-www-form-urlencoded": return .fields
        case "multipart/form-data": return .multipart
        default: return nil
        }
    }

    /// Refuses a body that is coded, as by gzip, and does not look as if a middleware had decoded it. The header field alone does not
    /// tell: Hummingbird's middleware leaves it.
    private func refuseCoded(_ request: Request, where isCoded: () -> Bool) throws {
        guard request.headers.first(.contentEncoding) != nil else { return }
        let codings = request.headers[values: .contentEncoding].joined(separator: ", ")
        if codings.lowercased() != "identity", isCoded() { throw RequestRefusal.unsupported(coding: codings) }
    }

    private func collect(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        if let declared = request.declaredLength, declared > limit { throw Self.tooLarge(limit: limit) }
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
            declaredLength: request.declaredLength,
            limits: uploads.limits,
            spool: uploads.spool
        )
    }

    private static func tooLarge(limit: Int) -> RequestRefusal {
        RequestRefusal(status: .contentTooLarge, detail: "The request's body is larger than \(limit) bytes. Send less at a time.")
    }
}

extension Request {
    /// What the client says of its length; of a number that is none here, that it is more than any limit.
    fileprivate var declaredLength: Int? { headers.first(.contentLength).map { Int($0) ?? .max } }

    /// Whether there is a body. Of one that does not declare its length, the beginning is read.
    fileprivate var hasBody: Bool {
        get async throws {
            if let declaredLength { return declaredLength > 0 }
            for try await buffer in body where buffer.readableBytes > 0 { return true }
            return false
        }
    }
}

extension RequestRefusal {
    /// 415 Unsupported Media Type (RFC 9110, 15.5.16), which says what would be supported.
    fileprivate static func unsupported(_ type: String, expected: BodyExpectation) -> RequestRefusal {
        let came = type.isEmpty ? "The body has no Content-Type" : "The body is \"\(type.shortened(to: 100))\""
        let (taken, types) =
            switch expected {
            case .none, .json: ("JSON", ["application/json"])
            case .form: ("a form", ["application/x-www-form-urlencoded", "multipart/form-data"])
            case .formWithFiles: ("a form with files", ["multipart/form-data"])
            }
        return RequestRefusal(
            status: .unsupportedMediaType,
            detail: "\(came), but this route takes \(taken) in UTF-8. Send it as \(types.joined(separator: " or ")).",
            headers: [.accept: types.joined(separator: ", ")]
        )
    }

    fileprivate static func unsupported(coding: String) -> RequestRefusal {
        RequestRefusal(
            status: .unsupportedMediaType,
            detail: "The body is coded with \"\(coding.shortened(to: 100))\", which this server does not decode. Send it as it is.",
            headers: [.acceptEncoding: "identity"]
        )
    }
}
