import AfterworkHummingbird
import NIOCore

/// Everything that a parser made of a body, independent of how its content was cut.
struct ParsedForm: Equatable {
    struct Part: Equatable {
        var header: MultipartPartHeader
        var content: [UInt8] = []
        var isComplete = false
    }

    private(set) var parts: [Part] = []
    private(set) var error: MultipartError?

    /// Parses a body that arrives in chunks of these sizes; the last chunk has what is left.
    init(_ body: [UInt8], boundary: String, limits: MultipartLimits, chunkSizes: [Int] = []) {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        do throws(MultipartError) {
            var start = 0
            for size in chunkSizes + [body.count] {
                let end = min(body.count, start + size)
                try parser.append(ByteBuffer(bytes: body[start..<end]))
                while let event = try parser.next() { take(event) }
                start = end
            }
            try parser.finish()
        } catch {
            self.error = error
        }
    }

    private mutating func take(_ event: MultipartEvent) {
        switch event {
        case .partBegan(let header): parts.append(Part(header: header))
        case .partData(let bytes): parts[parts.count - 1].content += bytes.readableBytesView
        case .partEnded: parts[parts.count - 1].isComplete = true
        }
    }

    /// What does not depend on how the body was cut: how much came of a part before an error does.
    var decided: ParsedForm {
        var decided = self
        for index in parts.indices where !parts[index].isComplete { decided.parts[index].content = [] }
        return decided
    }

    func expectWithin(_ limits: MultipartLimits, body: [UInt8]) throws(Finding) {
        let files = parts.filter { $0.header.filename != nil }
        let fields = parts.filter { $0.header.filename == nil }
        try expect(parts.count <= limits.parts, "There are \(parts.count) parts.")
        try expect(files.count <= limits.files, "There are \(files.count) files.")
        try expect(files.allSatisfy { $0.content.count <= limits.fileBytes }, "A file is larger than \(limits.fileBytes).")
        try expect(fields.allSatisfy { $0.content.count <= limits.fieldBytes }, "A field is larger than \(limits.fieldBytes).")
        try expect(
            fields.reduce(0) { $0 + $1.content.count } <= limits.allFieldBytes,
            "The fields are larger than \(limits.allFieldBytes)."
        )
        try expect(error != nil || body.count <= limits.totalBytes, "The body is larger than \(limits.totalBytes).")
        try expect(error != nil || parts.allSatisfy(\.isComplete), "A part has no end.")
    }

    func expectSameWrittenAnew() throws(Finding) {
        let boundary = "a-boundary-that-no-input-has"
        guard !parts.contains(where: { String(decoding: $0.content, as: UTF8.self).contains(boundary) }) else { return }
        var body: [UInt8] = []
        for part in parts {
            body += Array("--\(boundary)\r\n\(Self.lines(of: part.header))\r\n".utf8) + part.content + Array("\r\n".utf8)
        }
        body += Array("--\(boundary)--\r\n".utf8)
        let again = ParsedForm(body, boundary: boundary, limits: MultipartLimits())
        try expect(again == self, "Written anew, it is \(again) instead of \(self).")
    }

    /// A header as a browser writes it. A name that has what a browser would escape as it is can only have come from `filename*`.
    private static func lines(of header: MultipartPartHeader) -> String {
        var disposition = "Content-Disposition: form-data; name=\"\(escaped(header.name))\""
        if let filename = header.filename, ["%22", "%0D", "%0A", "%0d", "%0a"].contains(where: filename.contains) {
            let encoded = filename.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            disposition += "; filename*=utf-8''\(encoded)"
        } else if let filename = header.filename {
            disposition += "; filename=\"\(escaped(filename))\""
        }
        return disposition + "\r\n" + (header.contentType.map { "Content-Type: \($0)\r\n" } ?? "")
    }

    private static func escaped(_ name: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": escaped.append(contentsOf: "%22".unicodeScalars)
            case "\r": escaped.append(contentsOf: "%0D".unicodeScalars)
            case "\n": escaped.append(contentsOf: "%0A".unicodeScalars)
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }
}
