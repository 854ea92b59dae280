import Afterwork
import HTTPTypes
import TestSupport
import Testing

@testable import AfterworkWeb

/// What the real plugin wrote for NorthStar.swift and PublicUse.swift, run.
@Suite struct UseTests {
    private static func read<Value: SchemaValue>(_ type: Value.Type, _ json: String) -> (value: Value?, faults: [ValidationFault]) {
        var decoder = SchemaDecoder(Array(json.utf8), at: "body")
        let value = decoder.decodeDocument(type)
        return (value, decoder.faults)
    }

    private static func parameters(_ route: Route) -> [String] {
        route.parameters.map { "\($0.location.rawValue) \($0.name): \($0.type)\($0.isRequired ? "" : " …")" }
    }

    @Test func `routes are listed in the order declared`() {
        #expect(Reviews(prefix: "r").routes.map(\.name) == ["submitReview", "reviews", "forget", "health"])
        #expect(Documents().routes.map(\.name) == ["uploadDocument", "default", "onMainActor", "conditional"])
        #expect(Outer.Inner().routes.map(\.name) == ["inner"])
    }

    @Test func `routes know their method, path, documentation and parameters`() throws {
        let routes = Reviews(prefix: "r").routes
        let submit = try #require(routes.first)
        #expect(submit.method == .post)
        #expect(submit.path == "/products/{product_id}/reviews")
        #expect(submit.documentation == "Accepts a review and analyses it after the response.")
        #expect(
            Self.parameters(submit) == ["path product_id: Int", "body review: ReviewSubmission", "injected background: BackgroundTasks"]
        )
        #expect(Self.parameters(routes[1]) == ["path product_id: Int", "query limit: Int …", "query language: Optional<String> …"])
        #expect(routes[2].documentation == "Forgets a review.\n\nIt says \"gone\" and \\ nothing else.")
        #expect(
            Self.parameters(Documents().routes[0]) == [
                "query size: Int …", "form uploaded_by: String …", "injected background: BackgroundTasks",
            ]
        )
        #expect(Documents().routes[0].documentation == "Takes a document.")
    }

    @Test func `functions of every kind answer requests`() async throws {
        try await LiveServer.run(Reviews(prefix: "r"), Documents(), Outer.Inner()) { server, _ throws in
            #expect(try await server.get("/products/7/reviews").body == #"[{"review_id":"r_7_10","status":"any"}]"#)
            #expect(try await server.send("DELETE", "/reviews/1").status == 204)
            #expect(try await server.get("/health").body == #""ok""#)
            #expect(try await server.post("/documents/upload", "", type: "").body == #""user""#)
            #expect(try await server.send("PUT", "/documents/1?in=x").body == #""x""#)
            #expect(try await server.send("PATCH", "/main").body == #""main""#)
            #expect(try await server.get("/conditional").body == #""compiled""#)
            #expect(try await server.get("/inner").body == "1")
        }
    }

    @Test func `schemas are read with defaults and nulls`() throws {
        let json = #"{"first_name":"A","default":1,"unknown":2,"other":3,"nickname":null,"role":null}"#
        let (read, faults) = Self.read(Exported.self, json)
        let value = try #require(read)
        #expect((value.firstName, value.default, value.other, value.count) == ("A", 1, 3, -1))
        #expect(value.nickname == nil)
        #expect(value.role == nil)
        #expect(faults == [])
    }

    @Test func `an absent optional is nil, or its default`() throws {
        let value = try #require(Self.read(Exported.self, #"{"first_name":"A","default":1,"other":3,"count":4}"#).value)
        #expect(value.nickname == nil)
        #expect(value.role == "guest")
        #expect(value.count == 4)
    }

    @Test func `every fault is collected, and a wrong field is not also missing`() {
        let (value, faults) = Self.read(Exported.self, #"{"first_name":1,"nickname":2,"count":null}"#)
        #expect(value == nil)
        #expect(faults.map(\.type) == ["string_type", "missing", "missing", "string_type", "int_type"])
        #expect(faults.map(\.location.last) == ["first_name", "default", "other", "nickname", "count"])
    }

    @Test func `JSON text becomes a value, or an error with every fault`() throws {
        #expect(try Exported(json: Array(#"{"first_name":"A","default":1,"other":3}"#.utf8)).firstName == "A")
        let error = #expect(throws: ValidationError.self) { try Exported(json: Array(#"{"first_name":1,"other":"x"}"#.utf8)) }
        #expect(error?.faults.map(\.location) == [["body", "first_name"], ["body", "default"], ["body", "other"]])
        let cutOff = #expect(throws: ValidationError.self) { try [Int](json: Array("[1".utf8)) }
        #expect(cutOff?.faults.map(\.type) == ["json_invalid"])
    }

    @Test func `a struct may have more fields than a word has bits`() throws {
        let (value, faults) = Self.read(Wide.self, #"{"a00":1,"last":"wrong"}"#)
        #expect(value == nil)
        #expect(faults.map(\.location) == [["body", "last"], ["body", "beyond"]])
        let wide = try #require(Self.read(Wide.self, #"{"last":63,"beyond":64}"#).value)
        #expect((wide.last, wide.beyond, wide.default66, wide.a00) == (63, 64, 66, nil))
    }

    @Test func `a struct without fields is read and written`() throws {
        #expect(try #require(Self.read(Empty.self, #"{"unknown":1}"#).value).json == "{}")
    }

    @Test func `fields are written in the order declared`() throws {
        let value = try #require(Self.read(Exported.self, #"{"other":3,"default":1,"first_name":"A"}"#).value)
        #expect(
            value.json == #"{"first_name":"A","default":1,"other":3,"nickname":null,"role":"guest","kind":"person","count":-1}"#
        )
    }

    @Test func `odd names and an implicitly unwrapped optional`() throws {
        let value = try #require(Self.read(OddFields.self, #"{"init":1}"#).value)
        #expect(value.json == #"{"odd_name":null,"init":1,"computed_once":3,"unwrapped":null}"#)
    }

    @Test func `a schema says what is required`() {
        #expect(Exported.schema.fields.filter(\.isRequired).map(\.name) == ["first_name", "default", "other"])
        #expect(ReviewSubmission.schema.documentation == "What a customer says about a product.")
        #expect(ReviewSubmission.schema.fields[0].documentation == "The customer's number.")
        #expect(Namespace.Nested.schema.name == "Namespace.Nested")
    }
}
