// The form of HTTP responses (RFC 9112).

extension Exchange {
    /// Expects that what came back is whole responses, one after another, and none of them says that the server failed.
    ///
    /// - Parameter heads: How many of them may answer a `HEAD`, and then tell of a body that does not come.
    /// - Returns: How many they are.
    /// - Throws: ``Finding`` if it is not.
    @discardableResult
    func expectWellFormed(heads: Int) throws(Finding) -> Int {
        try countResponses(received[...], heads: heads)
    }

    private func countResponses(_ received: ArraySlice<UInt8>, heads: Int) throws(Finding) -> Int {
        var rest = received
        var count = 0
        while !rest.isEmpty {
            guard let head = Self.head(&rest) else {
                try expect(wasReset, "A head has no end: \(String(decoding: rest, as: UTF8.self))")
                return count
            }
            let (status, fields) = try Self.read(head)
            // 100 (Continue) is none yet.
            if status >= 200 { count += 1 }
            try expect(status < 500, "It is answered with \(status): \(String(decoding: received, as: UTF8.self))")
            let mayAnswerHead = heads > 0 && Self.tellsOfBody(status, fields)
            if mayAnswerHead, let others = try? countResponses(rest, heads: heads - 1) { return count + others }
            let isWhole = try Self.skipBody(&rest, status: status, fields: fields)
            try expect(isWhole || wasReset || Self.isStream(fields), "A body has no end: \(String(decoding: received, as: UTF8.self))")
            if !isWhole { return count }
        }
        return count
    }

    /// Whether it is what `/events` or `/stream` answers. The handler of a stream is told that the client has left when that has said that
    /// it sends no more: so this alone may be cut.
    private static func isStream(_ fields: [String: String]) -> Bool {
        guard fields["transfer-encoding"] != nil, let type = fields["content-type"] else { return false }
        return type.hasPrefix("text/event-stream") || type.hasPrefix("text/plain")
    }

    /// Takes the lines of a head.
    private static func head(_ rest: inout ArraySlice<UInt8>) -> [String]? {
        var lines: [String] = []
        while let line = line(&rest) {
            if line.isEmpty { return lines }
            lines.append(line)
        }
        return nil
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = rest[..<end]
        rest = rest[(end + 1)...]
        // A line that ends otherwise is none that may be.
        return line.last == UInt8(ascii: "\r") ? String(decoding: line.dropLast(), as: UTF8.self) : "?"
    }

    private static func read(_ head: [String]) throws(Finding) -> (status: Int, fields: [String: String]) {
        let parts = (head.first ?? "").split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, ["HTTP/1.1", "HTTP/1.0"].contains(parts[0]), parts[1].count == 3, let status = Int(parts[1]), status >= 100
        else {
            throw Finding("This is no status line: \(head.first ?? "")")
        }
        var fields: [String: String] = [:]
        for line in head.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let isField = parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            try expect(isField, "This is no header field: \(line)")
            let name = parts[0].lowercased()
            let framesBody = name == "content-length" || name == "transfer-encoding"
            try expect(!framesBody || fields[name] == nil, "There are two fields \(name).")
            fields[name] = String(parts[1].drop { $0 == " " })
        }
        return (status, fields)
    }

    private static func tellsOfBody(_ status: Int, _ fields: [String: String]) -> Bool {
        status >= 200 && status != 204 && status != 304 && (fields["content-length"] != "0" || fields["transfer-encoding"] != nil)
    }

    /// Whether the body is there to its end.
    private static func skipBody(_ rest: inout ArraySlice<UInt8>, status: Int, fields: [String: String]) throws(Finding) -> Bool {
        guard tellsOfBody(status, fields) else { return true }
        if let coding = fields["transfer-encoding"] {
            try expect(coding == "chunked" && fields["content-length"] == nil, "The body is framed twice, or as \(coding).")
            return try skipChunks(&rest)
        }
        guard let length = fields["content-length"] else {
            rest = []
            return true
        }
        guard let count = Int(length), count >= 0 else { throw Finding("This is no length: \(length)") }
        guard rest.count >= count else { return false }
        rest = rest.dropFirst(count)
        return true
    }

    private static func skipChunks(_ rest: inout ArraySlice<UInt8>) throws(Finding) -> Bool {
        while let line = line(&rest) {
            guard let count = Int(line, radix: 16), count >= 0 else { throw Finding("This is no size of a chunk: \(line)") }
            if count == 0 { return head(&rest) != nil }
            guard rest.count >= count + 2 else { return false }
            rest = rest.dropFirst(count)
            let end = Self.line(&rest)
            try expect(end == "", "A chunk ends with \(end ?? "").")
        }
        return false
    }
}
