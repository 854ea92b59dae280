import HTTPTypes
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartBoundaryTests {
    private static let longest = String(repeating: "0123456789", count: 7)

    @Test(arguments: [
        ("multipart/form-data; boundary=b", "b"),
        ("Multipart/Form-Data;BOUNDARY=aB", "aB"),
        ("multipart/form-data ; charset=utf-8; boundary=\"a b\"; x=y", "a b"),
        ("multipart/form-data; boundary=----=_Part/1:2?", "----=_Part/1:2?"),
        ("multipart/form-data; boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?"),
        ("multipart/form-data; x=\"; boundary=no\"; boundary=yes", "yes"),
        ("multipart/form-data; boundary=\(longest)", longest),
    ])
    func `finds the boundary`(contentType: String, boundary: String) throws {
        #expect(try MultipartParser.boundary(fromContentType: contentType) == boundary)
    }

    @Test(arguments: [
        "multipart/form-data", "multipart/form-data; charset=utf-8", "multipart/form-data;", "multipart/form-data; x=\"boundary=b\"",
    ])
    func `says that the boundary is missing`(contentType: String) {
        let error = #expect(throws: MultipartError.self) { try MultipartParser.boundary(fromContentType: contentType) }
        #expect(error?.reason == .missingBoundary)
        #expect(error?.status == 400)
        #expect(error?.message == "Missing boundary in multipart.")
    }

    @Test(arguments: [
        "", "\"\"", "\"a", "a b\u{7F}", "\"b \"", "ü", "a; boundary=b", "a\"b", "\"a\\\"b\"", longest + "0", "\"\(longest)0\"", "a; x",
    ])
    func `refuses a boundary that cannot be`(boundary: String) {
        let error = #expect(throws: MultipartError.self) {
            try MultipartParser.boundary(fromContentType: "multipart/form-data; boundary=\(boundary)")
        }
        #expect(error?.reason == .invalidBoundary)
        #expect(error?.status == 400)
    }

    @Test(arguments: ["", "text/plain", "multipart/mixed; boundary=b", "multipart/form-dataX; boundary=b", "application/json"])
    func `refuses another content type`(contentType: String) {
        let error = #expect(throws: MultipartError.self) { try MultipartParser.boundary(fromContentType: contentType) }
        #expect(error?.reason == .notFormData(contentType: contentType))
        #expect(error?.status == 415)
        #expect(error?.message == "The content type is \"\(contentType)\". Send the form as multipart/form-data.")
    }
}
