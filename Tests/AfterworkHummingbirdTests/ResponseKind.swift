import Foundation
import Hummingbird
import NIOCore
import Testing

/// The ways in which a handler can give a response its body.
enum ResponseKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case buffer
    case stream
    case file
    case empty

    var testDescription: String { rawValue }

    /// Those with a body, which can be so large that no socket takes it at once.
    static let withBody: [Self] = [.buffer, .stream, .file]

    /// More than both ends' socket buffers and the client's own hold together.
    static let large = 16 << 20

    /// A response with a body of so many bytes, from a file of that length if it is one of a file; or with none.
    func response(size: Int, file: String, context: TestContext) async throws -> Response {
        switch self {
        case .empty:
            return Response(status: .noContent)
        case .buffer:
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: UInt8(ascii: "x"), count: size)))
        case .stream:
            let body = ResponseBody(contentLength: size) { writer in
                var left = size
                while left > 0 {
                    let count = min(left, 64 << 10)
                    try await writer.write(ByteBuffer(repeating: UInt8(ascii: "x"), count: count))
                    left -= count
                }
                try await writer.finish(nil)
            }
            return Response(status: .ok, body: body)
        case .file:
            return Response(status: .ok, body: try await FileIO().loadFile(path: file, context: context))
        }
    }
}

/// Makes a file for a test, and removes it afterwards.
func withFile<Result>(size: Int, _ use: (String) async throws -> Result) async throws -> Result {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(repeating: UInt8(ascii: "x"), count: size).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try await use(file.path)
}
