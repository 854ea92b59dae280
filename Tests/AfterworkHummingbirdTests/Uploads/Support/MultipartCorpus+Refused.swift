@testable import AfterworkHummingbird

extension MultipartCorpus {
    static let refused: [CorpusEntry] = structures + headers + dispositions

    private static let first = MultipartError.Part(number: 1)

    private static let structures: [CorpusEntry] = [
        .init("nothing", body: [], refused: .truncated(part: nil)),
        .init("a preamble only", body: Array("hello\r\n".utf8), refused: .truncated(part: nil)),
        .init("another boundary", body: Array("--c\r\n\r\n--c--".utf8), refused: .truncated(part: nil)),
        .init("line feeds only", body: Array("--b\nX: y\n\n1\n--b--\n".utf8), refused: .truncated(part: nil)),
        .init("text after the boundary", body: Array("--b x\r\n\r\n--b--".utf8), refused: .malformed(.textAfterBoundary, part: first)),
        .init("a line feed after the boundary", body: Array("--b \n\r\n--b--".utf8), refused: .malformed(.textAfterBoundary, part: first)),
        .init("no headers", body: Array("--b\r\n\r\ntext\r\n--b--".utf8), refused: .malformed(.disposition, part: first)),
        .init("two boundaries in a row", body: Array("--b\r\n--b--\r\n".utf8), refused: .malformed(.headerName, part: first)),
        .init(
            "a second part without a name",
            body: Array(
                "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data\r\n\r\n2\r\n--b--".utf8
            ),
            refused: .malformed(.missingName, part: .init(number: 2))
        ),
    ]

    private static let headers: [CorpusEntry] = [
        .init("a folded header", headers: "Content-Disposition: form-data;\r\n name=\"a\"", refused: .foldedHeader),
        .init("a header that begins with a tab", headers: "\tX: y", refused: .foldedHeader),
        .init("a line without a colon", headers: "Content-Disposition form-data", refused: .headerName),
        .init("a header without a name", headers: ": form-data", refused: .headerName),
        .init("white space before the colon", headers: "Content-Disposition : form-data; name=a", refused: .headerName),
        .init("a header's name in UTF-8", headers: "Ü: x", refused: .headerName),
        .init("a line feed alone", headers: "X: y\nContent-Disposition: form-data; name=a", refused: .lineEnding),
        .init("a carriage return alone", headers: "X: y\rZ: 1", refused: .lineEnding),
        .init("a NUL in a header", headers: "X: \0", refused: .controlCharacter),
        .init("an escape in a header", headers: "X: \u{1B}[31m", refused: .controlCharacter),
        .init(
            "two dispositions",
            headers: "Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b",
            refused: .repeated("Content-Disposition")
        ),
        .init("two content types", headers: "Content-Type: a/b\r\nContent-Type: a/c", refused: .repeated("Content-Type")),
        .init("encoded content", headers: "Content-Transfer-Encoding: Base64", refused: .transferEncoding("base64")),
    ]

    private static let dispositions: [CorpusEntry] = [
        disposition("another disposition", "attachment; name=a", .disposition),
        disposition("no disposition", "", .disposition),
        disposition("no name", "form-data; filename=x", .missingName),
        disposition("two names", "form-data; name=a; NAME=b", .repeated("name")),
        disposition("two names of a file", "form-data; name=a; filename=b; filename=c", .repeated("filename")),
        disposition("an open quote", "form-data; name=\"a", .parameters),
        disposition("an open quote after an escape", "form-data; name=\"a\\\"", .parameters),
        disposition("text after a quote", "form-data; name=\"a\" b", .parameters),
        disposition("a quote inside", "form-data; name=a\"b\"", .parameters),
        disposition("a parameter without a value", "form-data; name", .parameters),
        disposition("a value without a parameter", "form-data; =a", .parameters),
        disposition("a NUL in a name", "form-data; name=\"a\0\"", .controlCharacter),
        disposition("a tab in a name", "form-data; name=\"a\tb\"", .controlCharacter),
        disposition("a C1 control character in a file's name", "form-data; name=a; filename=\"\u{85}\"", .controlCharacter),
        disposition("a NUL in an extended name", "form-data; name=a; filename*=utf-8''%00", .controlCharacter),
        disposition("an extended name in another charset", "form-data; name=a; filename*=iso-8859-1''%E4", .extendedFilename),
        disposition("an extended name without a charset", "form-data; name=a; filename*=x", .extendedFilename),
        disposition("a bad escape in an extended name", "form-data; name=a; filename*=utf-8''%4", .extendedFilename),
        disposition("an extended name that is not UTF-8", "form-data; name=a; filename*=utf-8''%ff", .notUTF8),
        .init(
            "a name that is not UTF-8",
            body: Array("--b\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF] + Array("\"\r\n\r\n\r\n--b--".utf8),
            refused: .malformed(.notUTF8, part: first)
        ),
    ]

    private static func disposition(_ name: String, _ value: String, _ malformation: MultipartMalformation) -> CorpusEntry {
        .init(name, headers: "Content-Disposition: \(value)", refused: malformation)
    }
}
