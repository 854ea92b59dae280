import AfterworkWeb
import Testing

/// What the real plugin wrote for NorthStar.swift and PublicUse.swift, run.
@Suite struct UseTests {
    @Test func `routes are listed in the order declared`() {
        #expect(Reviews(prefix: "r").routes.map(\.name) == ["submitReview", "reviews", "forget", "health"])
        #expect(Documents().routes.map(\.name) == ["uploadDocument", "default", "onMainActor", "conditional"])
        #expect(Outer.Inner().routes.map(\.name) == ["inner"])
    }

    @Test func `routes know their path, documentation and parameters`() throws {
        let routes = Reviews(prefix: "r").routes
        let submit = try #require(routes.first)
        #expect(submit.path == "/products/{product_id}/reviews")
        #expect(submit.documentation == "Accepts a review and analyses it after the response.")
        #expect(submit.parameters == ["path product_id: Int", "body review: ReviewSubmission", "injected background: BackgroundTasks"])
        #expect(
            routes[1].parameters == [
                "path product_id: Int", "query limit: Int", "query tags: Array<String>", "query language: Optional<String>",
            ]
        )
        #expect(routes[2].documentation == "Forgets a review.\n\nIt says \"gone\" and \\ nothing else.")
        #expect(
            Documents().routes[0].parameters == ["query size: Int", "form uploaded_by: String", "injected background: BackgroundTasks"]
        )
        #expect(Documents().routes[0].documentation == "Takes a document.")
    }

    @Test func `a handler gets its values and its defaults`() async throws {
        let routes = Reviews(prefix: "r").routes
        #expect(try await (routes[1].answer() as? [ReviewReceipt])?.first?.reviewID == "r_7_10")
        #expect(try await routes[2].answer() is NoContent)
        #expect(try await routes[3].answer() as? String == "ok")
        #expect(try await Documents().routes[0].answer() as? String == "user")
    }

    @Test func `schemas are read with defaults and nulls`() throws {
        var decoder = SchemaDecoder([("first_name", "A"), ("default", 1), ("unknown", 2), ("other", 3), ("nickname", nil), ("role", nil)])
        let value = try #require(try Exported.decode(from: &decoder))
        #expect((value.firstName, value.default, value.other, value.count) == ("A", 1, 3, -1))
        #expect(value.nickname == nil)
        #expect(value.role == nil)
        #expect(decoder.faults == [])
    }

    @Test func `an absent optional is nil, or its default`() throws {
        var decoder = SchemaDecoder([("first_name", "A"), ("default", 1), ("other", 3), ("count", 4)])
        let value = try #require(try Exported.decode(from: &decoder))
        #expect(value.nickname == nil)
        #expect(value.role == "guest")
        #expect(value.count == 4)
    }

    @Test func `every fault is collected, and a wrong field is not also missing`() throws {
        var decoder = SchemaDecoder([("first_name", 1), ("nickname", 2), ("count", nil)])
        #expect(try Exported.decode(from: &decoder) == nil)
        #expect(decoder.faults == ["first_name: String", "nickname: Optional<String>", "count: Int", "default: missing", "other: missing"])
    }

    @Test func `a struct may have more fields than a word has bits`() throws {
        var decoder = SchemaDecoder([("a00", 1), ("last", "wrong")])
        #expect(try Wide.decode(from: &decoder) == nil)
        #expect(decoder.faults == ["last: Int", "beyond: missing"])
        decoder = SchemaDecoder([("last", 63), ("beyond", 64)])
        let wide = try #require(try Wide.decode(from: &decoder))
        #expect((wide.last, wide.beyond, wide.default66, wide.a00) == (63, 64, 66, nil))
    }

    @Test func `a struct without fields is read and written`() throws {
        var decoder = SchemaDecoder([("unknown", 1)])
        #expect(try Empty.decode(from: &decoder) != nil)
        var writer = SchemaWriter()
        Empty().encode(to: &writer)
        #expect(writer.text == "{}")
    }

    @Test func `fields are written in the order declared`() throws {
        var decoder = SchemaDecoder([("other", 3), ("default", 1), ("first_name", "A")])
        let value = try #require(try Exported.decode(from: &decoder))
        var writer = SchemaWriter()
        value.encode(to: &writer)
        #expect(writer.text == "{first_name=A;default=1;other=3;nickname=null;role=guest;kind=person;count=-1;}")
    }

    @Test func `odd names and an implicitly unwrapped optional`() throws {
        var decoder = SchemaDecoder([("init", 1)])
        let value = try #require(try OddFields.decode(from: &decoder))
        var writer = SchemaWriter()
        value.encode(to: &writer)
        #expect(writer.text == "{odd_name=null;init=1;computed_once=3;unwrapped=null;}")
    }

    @Test func `a schema says what is required`() {
        #expect(Exported.schema.fields.filter(\.isRequired).map(\.name) == ["first_name", "default", "other"])
        #expect(ReviewSubmission.schema.documentation == "What a customer says about a product.")
        #expect(ReviewSubmission.schema.fields[0].documentation == "The customer's number.")
        #expect(Namespace.Nested.schema.name == "Namespace.Nested")
    }
}
