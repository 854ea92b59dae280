import HTTPTypes
public import Hummingbird
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is sent while it is read.
///
/// ```swift
/// @Get("/reports/{id}")
/// func report(id: Int) -> FileReply { FileReply(path: "reports/\(id).pdf", filename: "report.pdf") }
/// ```
///
/// The path is the handler's: make it of what the server knows, never of a text from the client alone.
public struct FileReply: RouteOutput {
    /// The file.
    public var path: String
    /// What it is; by the ending of its name unless given.
    public var contentType: String?
    /// What a browser that saves the file calls it; nil to have the browser show it.
    public var filename: String?

    /// Makes a reply.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - contentType: What it is; by the ending of its name unless given.
    ///   - filename: What a browser that saves the file calls it; nil to have the browser show it.
    public init(path: String, contentType: String? = nil, filename: String? = nil) {
        self.path = path
        self.contentType = contentType
        self.filename = filename
    }

    /// The file's content; 404 if there is no such file, or if it is a folder.
    public func response(from request: Request, context: any RequestContext) async throws -> Response {
        guard try await isFile else { throw HTTPError(.notFound) }
        var headers: HTTPFields = [.contentType: contentType ?? Self.contentType(of: path)]
        if let filename { headers[.contentDisposition] = Self.disposition(filename) }
        func body(_ context: some RequestContext) async throws -> ResponseBody { try await FileIO().loadFile(path: path, context: context) }
        return Response(status: .ok, headers: headers, body: try await body(context))
    }

    private var isFile: Bool {
        get async throws {
            try await NIOThreadPool.singleton.runIfActive { [path] in
                var status = stat()
                return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            }
        }
    }

    private static func contentType(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return "application/octet-stream" }
        let type = MediaType.getMediaType(forExtension: name[name.index(after: dot)...].lowercased())
        return type.map { $0.type == .text ? "\($0); charset=utf-8" : "\($0)" } ?? "application/octet-stream"
    }

    /// In ASCII for all, and as it is for those who understand RFC 6266, section 4.3.
    private static func disposition(_ filename: String) -> String {
        let plain = String(
            filename.unicodeScalars.map {
                $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" && $0.value < 0x7F ? Character($0) : "_"
            }
        )
        guard plain != filename else { return "attachment; filename=\"\(plain)\"" }
        let encoded = filename.utf8.map { byte -> String in
            let isPlain =
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || ".-_~".utf8.contains(byte)
            return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded.joined())"
    }
}
