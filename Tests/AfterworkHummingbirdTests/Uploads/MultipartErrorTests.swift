import HTTPTypes
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartErrorTests {
    private static let part = MultipartError.Part(number: 3, name: "bio")

    @Test(
        arguments: [
            (
                .malformed(.lineEnding, part: .init(number: 3)),
                "There was an error parsing the body in part 3: a header line does not end in CR LF. End every header line with CR LF."
            ),
            (
                .malformed(.missingName, part: .init(number: 1)),
                "There was an error parsing the body in part 1: The Content-Disposition header field \"name\" must be provided."
            ),
            (
                .truncated(part: part),
                "There was an error parsing the body: it ended in part \"bio\" before the closing boundary. Send it again, whole."
            ),
            (
                .truncated(part: nil),
                "There was an error parsing the body: it ended before the closing boundary. Send it again, whole."
            ),
            (
                .fieldNotUTF8(part: part),
                "There was an error parsing the body: the text of part \"bio\" is not UTF-8. Send it in UTF-8, or as a file."
            ),
            (
                .bodyTooLarge(declared: 300_000_000, limit: 268_435_456),
                "The body has 300000000 bytes and exceeded maximum size of 256MB. Send less at a time."
            ),
        ] as [(MultipartError.Reason, String)]
    )
    func `says what is wrong, where, and what to do`(reason: MultipartError.Reason, message: String) {
        #expect(MultipartError(reason).message == message)
        #expect("\(MultipartError(reason))" == message)
    }

    @Test func `shows sizes exactly`() {
        let sizes = [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1KB"), (1025, "1025 bytes"), (1_048_576, "1024KB"),
            (2_097_152, "2MB"),
        ]
        for (bytes, text) in sizes {
            #expect(MultipartError(.fieldTooLarge(part: Self.part, limit: bytes)).message.contains("maximum size of \(text)."))
        }
    }

    @Test func `cuts names, and replaces what could break a log line`() {
        let name = "a\r\nb\0\u{2028}" + String(repeating: "x", count: 100)
        let message = MultipartError(.fieldTooLarge(part: .init(number: 1, name: name), limit: 1)).message
        let shown = "a\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}" + String(repeating: "x", count: 58) + "…"
        #expect(message == "Part \"\(shown)\" exceeded maximum size of 1 byte. Send a shorter text, or send it as a file.")
    }

    @Test func `has a message for every malformation`() {
        let all: [MultipartMalformation] = [
            .textAfterBoundary, .lineEnding, .foldedHeader, .headerName, .repeated("name"), .controlCharacter, .notUTF8, .parameters,
            .extendedFilename, .disposition, .missingName, .transferEncoding("base64"),
        ]
        for malformation in all {
            let error = MultipartError(.malformed(malformation, part: Self.part))
            #expect(error.status == 400)
            #expect(error.message.hasPrefix("There was an error parsing the body in part \"bio\": "))
            #expect(error.message.hasSuffix("."))
        }
    }
}
