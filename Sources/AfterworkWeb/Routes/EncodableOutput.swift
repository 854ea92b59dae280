import AfterworkJSON
import HTTPTypes
import Hummingbird
import NIOCore

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A value that encodes itself, as compact JSON.
struct EncodableOutput<Value: Encodable & SendableMetatype>: RouteOutput {
    let value: Value

    func response(from request: Request, context: any RequestContext) throws -> Response {
        var writer = JSONWriter()
        try writer.encode(value, substitute: Self.text)
        return Response(
            status: .ok,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.bytes))
        )
    }

    /// What would otherwise be written in a way that only Foundation reads.
    private static func text(of value: any Encodable) -> RawJSON? {
        switch value {
        case let date as Date: RawJSON(string: Timestamp(date).text)
        case let id as UUID: RawJSON(string: id.uuidString.lowercased())
        case let data as Data: RawJSON(string: data.base64EncodedString())
        case let url as URL: RawJSON(string: url.absoluteString)
        case let number as Decimal: number.json
        default: nil
        }
    }
}

extension Decimal {
    /// The number as it is; one that is none is null.
    fileprivate var json: RawJSON {
        var reader = JSONReader(Array(description.utf8))
        guard let range = try? reader.skipValue() else { return .null }
        return reader.text(in: range)
    }
}
