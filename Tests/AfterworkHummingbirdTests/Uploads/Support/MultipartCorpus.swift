import Testing

@testable import AfterworkHummingbird

/// A body, and what comes of it.
struct CorpusEntry: Sendable, CustomTestStringConvertible {
    let name: String
    var boundary = "b"
    let body: [UInt8]
    var parts: [Parsed.Part] = []
    var error: MultipartError.Reason?

    var testDescription: String { name }

    /// A body that is accepted.
    init(_ name: String, boundary: String = "b", _ body: String, _ parts: Parsed.Part...) {
        self.name = name
        self.boundary = boundary
        self.body = Array(body.utf8)
        self.parts = parts
    }

    /// A body that is refused; nothing is said about the parts before.
    init(_ name: String, body: [UInt8], refused error: MultipartError.Reason) {
        self.name = name
        self.body = body
        self.error = error
    }

    /// A body of one part whose header lines are refused.
    init(_ name: String, headers: String, refused malformation: MultipartMalformation) {
        self.init(
            name,
            body: Array("--b\r\n\(headers)\r\n\r\ntext\r\n--b--\r\n".utf8),
            refused: .malformed(malformation, part: .init(number: 1))
        )
    }
}

extension Parsed.Part: CustomTestStringConvertible {
    var testDescription: String { "\(header): \(String(decoding: content, as: UTF8.self))" }

    init(_ name: String, _ content: String, filename: String? = nil, type: String? = nil) {
        header = MultipartPartHeader(name: name, filename: filename, contentType: type)
        self.content = Array(content.utf8)
        isComplete = true
    }
}

enum MultipartCorpus {
    /// A part's header lines up to its content.
    private static func field(_ parameters: String) -> String {
        "Content-Disposition: form-data; \(parameters)\r\n\r\n"
    }

    private static let a = field("name=\"a\"")
    private static let longBoundary = String(repeating: "Boundary-1", count: 7)

    static let accepted: [CorpusEntry] = forms + names + contents

    private static let forms: [CorpusEntry] = [
        .init("a field", "--b\r\n\(a)hello\r\n--b--\r\n", .init("a", "hello")),
        .init(
            "a field and a file",
            "--b\r\n\(a)hello\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n"
                + "Content-Type: image/png; q=1\r\n\r\nPNG\r\n--b--\r\n",
            .init("a", "hello"),
            .init("f", "PNG", filename: "x.png", type: "image/png; q=1")
        ),
        .init("a preamble and an epilogue", "Hi\r\n --b\r\n\r\n--b\r\n\(a)1\r\n--b--\r\nBye\r\n--b\r\n--b--\r\n", .init("a", "1")),
        .init("a leading line break", "\r\n--b\r\n\(a)1\r\n--b--", .init("a", "1")),
        .init("white space after the boundaries", "--b \t \r\n\(a)1\r\n--b\t\r\n\(a)2\r\n--b--  \r\n", .init("a", "1"), .init("a", "2")),
        .init("no white space after the colon", "--b\r\nContent-Disposition:form-data;name=\"a\"\r\n\r\n1\r\n--b--", .init("a", "1")),
        .init(
            "white space everywhere",
            "--b\r\nX:\r\nContent-Disposition: \tform-data ; name = \"a\" ;; \r\n\r\n1\r\n--b--",
            .init("a", "1")
        ),
        .init("headers in any case", "--b\r\ncONTENT-dISPOSITION: Form-Data; NAME=\"a\"\r\n\r\n1\r\n--b--", .init("a", "1")),
        .init("other headers", "--b\r\nX-A: é\r\nContent-Transfer-Encoding: BINARY\r\n\(a)1\r\n--b--", .init("a", "1")),
        .init("an empty content type", "--b\r\nContent-Type:\r\n\(a)1\r\n--b--", .init("a", "1")),
        .init("no parts", "--b--\r\n"),
        .init("names that are there twice", "--b\r\n\(a)1\r\n--b\r\n\(a)2\r\n--b--", .init("a", "1"), .init("a", "2")),
        .init("a boundary of 70 characters", boundary: longBoundary, "--\(longBoundary)\r\n\(a)1\r\n--\(longBoundary)--", .init("a", "1")),
        .init(
            "a boundary of odd characters",
            boundary: "'()+_,-./:=? b",
            "--'()+_,-./:=? b\r\n\(a)1\r\n--'()+_,-./:=? b--",
            .init("a", "1")
        ),
        .init("a boundary of dashes", boundary: "--", "----\r\n\(a)--\r\n---\r\n------", .init("a", "--\r\n---")),
    ]

    private static let names: [CorpusEntry] = [
        .init(
            "a semicolon in a name",
            "--b\r\n\(field("name=\"a;b\"; filename=\"c;d=e\""))1\r\n--b--",
            .init("a;b", "1", filename: "c;d=e")
        ),
        .init(
            "escaped quotes",
            "--b\r\n\(field(#"name="a"; filename="\"x\\y\" z.txt""#))1\r\n--b--",
            .init("a", "1", filename: #""x\y" z.txt"#)
        ),
        .init(
            "a Windows path",
            "--b\r\n\(field(#"name="a"; filename="C:\b\c.txt""#))1\r\n--b--",
            .init("a", "1", filename: #"C:\b\c.txt"#)
        ),
        .init(
            "a browser's escapes",
            "--b\r\n\(field("name=\"a%0D%0Ab\"; filename=\"%22x%2g%41%.txt\""))1\r\n--b--",
            .init("a\r\nb", "1", filename: "\"x%2g%41%.txt")
        ),
        .init(
            "an extended name",
            "--b\r\n\(field("name=a; filename*=utf-8'en'%e2%82%ac%2F'.txt"))1\r\n--b--",
            .init("a", "1", filename: "€/'.txt")
        ),
        .init("two names of a file", "--b\r\n\(field("name=a; filename*=UTF-8''x; filename=y"))1\r\n--b--", .init("a", "1", filename: "y")),
        .init("names without quotes", "--b\r\n\(field("name=a; filename=b c.txt"))1\r\n--b--", .init("a", "1", filename: "b c.txt")),
        .init("emoji", "--b\r\n\(field("name=\"👩‍🚀\"; filename=\"🦄.txt\""))🎉\r\n--b--", .init("👩‍🚀", "🎉", filename: "🦄.txt")),
        .init("an empty name", "--b\r\n\(field("name=\"\""))1\r\n--b--", .init("", "1")),
        .init("no file chosen", "--b\r\n\(field("name=\"f\"; filename=\"\""))\r\n--b--", .init("f", "", filename: "")),
    ]

    private static let contents: [CorpusEntry] = [
        .init("an empty part", "--b\r\n\(a)\r\n--b--\r\n", .init("a", "")),
        .init("an empty part without a line break", "--b\r\n\(a)--b\r\n\(a)2\r\n--b--\r\n", .init("a", ""), .init("a", "2")),
        .init("a boundary that goes on", "--b\r\n\(a)x\r\n--bX\r\n--bb--\r\n--b.\r\n--b--", .init("a", "x\r\n--bX\r\n--bb--\r\n--b.")),
        .init(
            "almost boundaries",
            "--b\r\n\(a)\r\r\n\r\n-\r\n--\r\n-b\r\n--a\r--b\n--b--b--\r\n--b--",
            .init("a", "\r\r\n\r\n-\r\n--\r\n-b\r\n--a\r--b\n--b--b--")
        ),
        .init(
            "almost ends of boundaries",
            "--b\r\n\(a)\r\n--b-\r\n--b-X\r\n--b\r\r\n--b\rX\r\n--b\n\r\n--b--",
            .init("a", "\r\n--b-\r\n--b-X\r\n--b\r\r\n--b\rX\r\n--b\n")
        ),
        .init("a boundary inside a line", "--b\r\n\(a)x--b--\r\n --b--\r\n--b--", .init("a", "x--b--\r\n --b--")),
        .init(
            "content that ends in line breaks",
            "--b\r\n\(a)\r\n\r\n\r\r\n--b\r\n\(a)\n\r\n--b--",
            .init("a", "\r\n\r\n\r"),
            .init("a", "\n")
        ),
        .init("lines without carriage returns", "--b\r\n\(a)1\n2\n\n3\r\n--b--", .init("a", "1\n2\n\n3")),
        .init("headers in the content", "--b\r\n\(a)\(a)\r\n--b--", .init("a", a)),
        .init(
            "every ASCII byte",
            "--b\r\n\(a)\(String(decoding: 0...127, as: UTF8.self))\r\n--b--",
            .init("a", String(decoding: 0...127, as: UTF8.self))
        ),
        .init(
            "1,000 carriage returns",
            "--b\r\n\(a)\(String(repeating: "\r", count: 1000))\r\n--b--",
            .init("a", String(repeating: "\r", count: 1000))
        ),
    ]
}
