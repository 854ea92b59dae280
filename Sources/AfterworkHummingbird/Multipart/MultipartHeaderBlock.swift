/// The header lines of one part, read one after another.
struct MultipartHeaderBlock {
    private var disposition: HeaderValue?
    private var contentType: String?

    /// Reads one header line.
    ///
    /// Only `Content-Disposition` and `Content-Type` have a meaning here; RFC 7578 section 4.8 says to ignore any other. The exception
    /// is a `Content-Transfer-Encoding` that changes the content: storing it undecoded would be silent damage.
    ///
    /// - Parameter line: The line without its CR LF.
    /// - Throws: What is wrong with the line.
    mutating func add(line: ArraySlice<UInt8>) throws(MultipartMalformation) {
        guard let first = line.first, !ASCII.isBlank(first) else { throw .foldedHeader }
        guard let colon = line.firstIndex(of: ASCII.colon), colon > line.startIndex else { throw .headerName }
        guard line[..<colon].allSatisfy(ASCII.isToken) else { throw .headerName }
        let value = HeaderValue.trimming(line[(colon + 1)...])
        guard !line.contains(ASCII.carriageReturn) else { throw .lineEnding }
        guard value.allSatisfy({ $0 >= ASCII.space && $0 != 0x7F || $0 == ASCII.tab }) else { throw .controlCharacter }

        switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
        case "content-disposition":
            guard disposition == nil else { throw .repeated("Content-Disposition") }
            disposition = try HeaderValue(Array(value))
        case "content-type":
            guard contentType == nil else { throw .repeated("Content-Type") }
            contentType = try Self.text(value)
        case "content-transfer-encoding":
            let encoding = try Self.text(value).lowercased()
            guard ["7bit", "8bit", "binary", ""].contains(encoding) else { throw .transferEncoding(encoding) }
        default:
            break
        }
    }

    /// What the lines say about the part.
    ///
    /// - Throws: What is missing in the lines, or wrong with the names in them.
    func partHeader() throws(MultipartMalformation) -> MultipartPartHeader {
        guard let disposition, String(decoding: disposition.value, as: UTF8.self).lowercased() == "form-data" else { throw .disposition }
        guard let name = try disposition.parameter("name") else { throw .missingName }
        return MultipartPartHeader(
            name: try PartName.decode(name),
            filename: try filename(disposition),
            contentType: contentType.flatMap { $0.isEmpty ? nil : $0 }
        )
    }

    /// The file's name. `filename*` counts only where there is no `filename`: RFC 7578 section 4.2 says that it must not be sent, so a
    /// client that sends both means it as an extra.
    private func filename(_ disposition: HeaderValue) throws(MultipartMalformation) -> String? {
        if let filename = try disposition.parameter("filename") { return try PartName.decode(filename) }
        guard let extended = try disposition.parameter("filename*") else { return nil }
        return try PartName.decode(extended: extended)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(MultipartMalformation) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
