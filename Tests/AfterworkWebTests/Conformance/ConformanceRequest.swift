import Foundation
import NIOCore

/// A request of `Conformance/requests`, whose README tells how they are written.
struct ConformanceRequest: Sendable {
    /// What it is called; no two have one name.
    let name: String
    /// Which difference its answer shows, if it does.
    let difference: String?
    /// What is sent.
    let bytes: ByteBuffer
    /// Whether the answer has no body.
    let isHead: Bool

    /// All requests.
    static func all() throws -> [ConformanceRequest] {
        let folder = ConformanceFolder.url.appending(path: "requests")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "http" }
            .sorted { $0.path < $1.path }
            .flatMap { file in
                let text = try String(contentsOf: file, encoding: .utf8)
                return ("\n" + text).components(separatedBy: "\n### ").dropFirst().map(ConformanceRequest.init(block:))
            }
    }

    private init(block: String) {
        var lines = block.components(separatedBy: "\n")[...]
        name = lines.removeFirst()
        let comments = lines.prefix { $0.hasPrefix("# ") }
        lines = lines.dropFirst(comments.count)
        difference = comments.compactMap { $0.hasPrefix("# differs: ") ? String($0.dropFirst("# differs: ".count)) : nil }.last
        let head = lines.prefix { !$0.isEmpty }
        var rest = lines.dropFirst(head.count + 1)
        while rest.last == "" { rest.removeLast() }
        let body = ByteBuffer(expanding: rest.joined(separator: "\r\n"))

        let line = head.first ?? ""
        isHead = line.hasPrefix("HEAD ")
        var fields = ["\(line) HTTP/1.1", "Host: example.org", "Connection: close"] + head.dropFirst()
        if !fields.contains(where: { $0.lowercased().hasPrefix("transfer-encoding:") }) {
            fields.append("Content-Length: \(body.readableBytes)")
        }
        var bytes = ByteBuffer(expanding: fields.joined(separator: "\r\n") + "\r\n\r\n")
        bytes.writeImmutableBuffer(body)
        self.bytes = bytes
    }
}

extension ByteBuffer {
    /// The bytes of a text in which ⟦bytes FF FE⟧ and ⟦100 times x⟧ stand for what they say.
    fileprivate init(expanding text: String) {
        self.init()
        let pieces = text.components(separatedBy: "⟦")
        writeString(pieces[0])
        for piece in pieces.dropFirst() {
            let parts = piece.components(separatedBy: "⟧")
            if parts[0].hasPrefix("bytes ") {
                writeBytes(parts[0].split(separator: " ").dropFirst().compactMap { UInt8($0, radix: 16) })
            } else {
                let repeated = parts[0].components(separatedBy: " times ")
                writeString(String(repeating: repeated[1], count: Int(repeated[0]) ?? 0))
            }
            writeString(parts[1])
        }
    }
}
