import HTTPTypes
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartLimitsTests {
    private static let header = "Content-Disposition: form-data; name=\"bio\"\r\n"
    private static let fileHeader = "Content-Disposition: form-data; name=\"f\"; filename=\"x.png\"\r\n"

    private static func parts(_ parts: String...) -> [UInt8] {
        Array((parts.map { "--b\r\n\($0)\r\n" }.joined() + "--b--\r\n").utf8)
    }

    /// Parses a body in chunks of several sizes, and returns the error that came every time.
    private func error(of body: [UInt8], _ limits: MultipartLimits) -> MultipartError? {
        let errors = [1, 2, 7, body.count].map { size in
            Parsed(body, boundary: "b", limits: limits, chunkSizes: Array(repeating: size, count: body.count / size)).error
        }
        #expect(errors.allSatisfy { $0 == errors[0] })
        return errors[0].map { MultipartError($0) }
    }

    @Test func `has the defaults that are documented`() {
        let limits = MultipartLimits()
        #expect(limits.parts == 1000)
        #expect(limits.files == 100)
        #expect(limits.headerBytes == 16_384)
        #expect(limits.fieldBytes == 1_048_576)
        #expect(limits.allFieldBytes == 8_388_608)
        #expect(limits.fileBytes == 104_857_600)
        #expect(limits.totalBytes == 268_435_456)
    }

    @Test func `refuses one part too many`() {
        let body = Self.parts("\(Self.header)\r\n1", "\(Self.header)\r\n2", "\(Self.header)\r\n3")
        #expect(error(of: body, MultipartLimits(parts: 3)) == nil)
        let error = error(of: body, MultipartLimits(parts: 2))
        #expect(error?.reason == .tooManyParts(limit: 2))
        #expect(error?.status == 413)
        #expect(error?.message == "Too many parts. A form may have 2. Send fewer.")
    }

    @Test func `refuses one file too many, and counts no fields among them`() {
        let body = Self.parts("\(Self.header)\r\n1", "\(Self.fileHeader)\r\n2", "\(Self.header)\r\n3", "\(Self.fileHeader)\r\n4")
        #expect(error(of: body, MultipartLimits(files: 2)) == nil)
        let error = error(of: body, MultipartLimits(files: 1))
        #expect(error?.reason == .tooManyFiles(limit: 1))
        #expect(error?.status == 413)
        #expect(error?.message == "Too many files. A form may have 1. Send fewer at a time.")
    }

    @Test func `names the limit that is passed first, however the body is cut`() {
        let body = Self.parts("\(Self.header)\r\n12345", "\(Self.header)\r\n123456789")
        #expect(error(of: body, MultipartLimits(fieldBytes: 8, allFieldBytes: 12))?.reason == .fieldsTooLarge(limit: 12))
        let part = MultipartError.Part(number: 2, name: "bio")
        #expect(error(of: body, MultipartLimits(fieldBytes: 6, allFieldBytes: 12))?.reason == .fieldTooLarge(part: part, limit: 6))
    }

    @Test func `refuses fields that are too long together, and counts no files among them`() {
        let body = Self.parts("\(Self.header)\r\n12345", "\(Self.fileHeader)\r\n123456", "\(Self.header)\r\n678")
        #expect(error(of: body, MultipartLimits(allFieldBytes: 8)) == nil)
        let error = error(of: body, MultipartLimits(allFieldBytes: 7))
        #expect(error?.reason == .fieldsTooLarge(limit: 7))
        #expect(error?.status == 413)
        #expect(
            error?.message == "The text fields together exceeded maximum size of 7 bytes. Send less text, or send it as files."
        )
    }

    @Test func `refuses headers that are too long`() {
        let body = Self.parts("\(Self.header)\r\n1", "X-Long: yes\r\n\(Self.header)\r\n2")
        let length = Self.header.utf8.count + "X-Long: yes\r\n\r\n".utf8.count
        #expect(error(of: body, MultipartLimits(headerBytes: length)) == nil)
        let error = error(of: body, MultipartLimits(headerBytes: length - 1))
        #expect(error?.reason == .headersTooLarge(part: .init(number: 2), limit: length - 1))
        #expect(error?.status == 431)
        #expect(error?.message == "The headers of part 2 exceeded maximum size of \(length - 1) bytes. Send shorter names.")
    }

    @Test func `refuses a header line without an end, and endless white space after a boundary`() {
        let limits = MultipartLimits(headerBytes: 100)
        let long = String(repeating: "x", count: 101)
        #expect(error(of: Array("--b\r\n\(long)".utf8), limits)?.reason == .headersTooLarge(part: .init(number: 1), limit: 100))
        let blanks = String(repeating: " ", count: 101)
        #expect(error(of: Array("--b\(blanks)".utf8), limits)?.reason == .headersTooLarge(part: .init(number: 1), limit: 100))
    }

    @Test func `refuses a field that is too long, in FastAPI's words and with its name`() {
        let body = Self.parts("\(Self.header)\r\n\(String(repeating: "x", count: 1_048_576))")
        #expect(Parsed(body, boundary: "b").error == nil)
        let long = Self.parts("\(Self.header)\r\n\(String(repeating: "x", count: 1_048_577))")
        let error = Parsed(long, boundary: "b").error.map { MultipartError($0) }
        #expect(error?.reason == .fieldTooLarge(part: .init(number: 1, name: "bio"), limit: 1_048_576))
        #expect(error?.status == 413)
        #expect(error?.message == "Part \"bio\" exceeded maximum size of 1024KB. Send a shorter text, or send it as a file.")
    }

    @Test func `refuses a field by the byte`() {
        let body = Self.parts("\(Self.header)\r\n12345", "\(Self.fileHeader)\r\n123456")
        #expect(error(of: body, MultipartLimits(fieldBytes: 5)) == nil)
        #expect(error(of: body, MultipartLimits(fieldBytes: 4))?.reason == .fieldTooLarge(part: .init(number: 1, name: "bio"), limit: 4))
    }

    @Test func `refuses a file that is too large`() {
        let body = Self.parts("\(Self.header)\r\n12345678", "\(Self.fileHeader)\r\n123456")
        #expect(error(of: body, MultipartLimits(fileBytes: 6)) == nil)
        let error = error(of: body, MultipartLimits(fileBytes: 5))
        #expect(error?.reason == .fileTooLarge(part: .init(number: 2, name: "f", filename: "x.png"), limit: 5))
        #expect(error?.status == 413)
        #expect(error?.message == "File \"x.png\" in part \"f\" exceeded maximum size of 5 bytes. Send a smaller file.")
    }

    @Test func `refuses a body that is too large, preamble and epilogue included`() {
        let form = Self.parts("\(Self.header)\r\n1")
        let padding = Array(String(repeating: "x", count: 500).utf8) + [0x0D, 0x0A]
        for body in [padding + form, form + padding] {
            #expect(error(of: body, MultipartLimits(totalBytes: body.count)) == nil)
            let error = error(of: body, MultipartLimits(totalBytes: body.count - 1))
            #expect(error?.reason == .bodyTooLarge(declared: nil, limit: body.count - 1))
            #expect(error?.status == 413)
            #expect(error?.message == "The body exceeded maximum size of \(body.count - 1) bytes. Send less at a time.")
        }
    }

    @Test func `takes Int.max for no limit, and zero for none at all`() {
        let none = MultipartLimits(
            parts: .max,
            files: .max,
            headerBytes: .max,
            fieldBytes: .max,
            allFieldBytes: .max,
            fileBytes: .max,
            totalBytes: .max
        )
        let body = Self.parts("\(Self.header)\r\n1", "\(Self.fileHeader)\r\n1")
        #expect(error(of: body, none) == nil)
        let zero = MultipartLimits(parts: 0, files: .min, headerBytes: .min, fieldBytes: .min, fileBytes: .min, totalBytes: .min)
        #expect(error(of: body, zero)?.reason == .bodyTooLarge(declared: nil, limit: .min))
        #expect(error(of: body, MultipartLimits(parts: .min))?.reason == .tooManyParts(limit: .min))
        #expect(error(of: body, MultipartLimits(headerBytes: .min))?.status == 431)
        #expect(error(of: Self.parts("\(Self.header)\r\n"), MultipartLimits(fieldBytes: 0)) == nil)
    }
}
