import TestSupport
import Testing

@testable import AfterworkWeb

/// Values of the types that are more than a text or a number.
@Suite struct ValueTests {
    @Test func `an enum without values is one of its raw values, or its name`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.get("/sized/XL?level=2&color=dark_red").body == #"["large","high","darkRed"]"#)
            #expect(try await server.get("/sized/XL?color=none").body == #"["large","low","none"]"#)
            #expect(try await server.get("/sized/small").body == #"["small","low","none"]"#)
            let response = try await server.get("/sized/large?level=3")
            #expect(
                response.body == """
                    {"detail":[{"type":"enum","loc":["path","size"],"msg":"Input should be 'small' or 'XL'","input":"large",\
                    "ctx":{"expected":"'small' or 'XL'"}},{"type":"enum","loc":["query","level"],"msg":"Input should be 1 or 2",\
                    "input":"3","ctx":{"expected":"1 or 2"}}]}
                    """
            )
        }
    }

    @Test(
        arguments: [
            (#"{"type":"cash"}"#, #"{"type":"cash"}"#),
            (#"{"number":"1","type":"card"}"#, #"{"type":"card","number":"1","holder":null,"size":"small"}"#),
            (#"{"type":"card","number":"1","holder":"A","size":"XL"}"#, #"{"type":"card","number":"1","holder":"A","size":"XL"}"#),
            (
                #"{"type":"gift","value":{"id":"123E4567-E89B-12D3-A456-426614174000","at":0}}"#,
                #"{"type":"gift","value":{"id":"123e4567-e89b-12d3-a456-426614174000","at":"1970-01-01T00:00:00Z"}}"#
            ),
        ]
    )
    func `an enum with values is an object that says its case`(_ sent: String, _ received: String) async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.post("/payments", sent).body == received)
        }
    }

    @Test(
        arguments: [
            (
                #"{"number":"1"}"#,
                """
                {"detail":[{"type":"union_tag_not_found","loc":["body"],"msg":"Unable to extract tag using discriminator 'type'",\
                "input":{"number":"1"},"ctx":{"discriminator":"'type'"}}]}
                """
            ),
            (
                #"{"type":"gold"}"#,
                """
                {"detail":[{"type":"union_tag_invalid","loc":["body"],"msg":"Input tag 'gold' found using 'type' does not match any of \
                the expected tags: 'cash', 'card', 'gift'","input":{"type":"gold"},"ctx":{"discriminator":"'type'","tag":"gold",\
                "expected_tags":"'cash', 'card', 'gift'"}}]}
                """
            ),
            (#"{"type":"card"}"#, detail(missing(#"["body","number"]"#, input: #"{"type":"card"}"#))),
            (
                "[]",
                detail(
                    fault(
                        "model_attributes_type",
                        #"["body"]"#,
                        "Input should be a valid dictionary or object to extract fields from",
                        input: "[]"
                    )
                )
            ),
        ]
    )
    func `an enum with values refuses what is none of its cases`(_ sent: String, _ received: String) async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.post("/payments", sent).body == received)
        }
    }

    @Test func `types may contain themselves, and dictionaries of others`() async throws {
        let tree = #"{"name":"a","children":[{"name":"b","children":[],"payments":{}}],"payments":{"x":{"type":"cash"}}}"#
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.post("/trees", tree).body == tree)
            let faulty = #"{"name":"a","children":[{"name":"b"},{"children":[{"name":1}]}],"payments":{"x":{"type":"gold"}}}"#
            let response = try await server.post("/trees", faulty)
            #expect(response.body.contains(#""loc":["body","children",1,"name"],"msg":"Field required""#))
            #expect(response.body.contains(#""loc":["body","children",1,"children",0,"name"],"msg":"Input should be a valid string""#))
            #expect(response.body.contains(#""loc":["body","payments","x"],"msg":"Input tag 'gold'"#))
        }
    }

    @Test func `of several fields of one name the last one counts, and so do its faults`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.post("/wishes", #"{"text":1,"text":"a"}"#).body == #""a""#)
            #expect(try await server.post("/wishes", #"{"text":"a","text":1}"#).status == 422)
            let tree = #"{"name":"a","payments":{"x":{"type":"gold"},"x":{"type":"cash"}}}"#
            #expect(try await server.post("/trees", tree).status == 200)
        }
    }

    @Test func `a body may be absent, and a route has a status of its own`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            #expect(try await server.post("/wishes", "").body == #""no wish""#)
            #expect(try await server.post("/wishes", "null").body == #""no wish""#)
            #expect(try await server.post("/wishes", #"{"text":"peace"}"#).body == #""peace""#)
            #expect(try await server.post("/wishes", "{}").status == 422)
            let put = try await server.send(
                "PUT",
                "/wishes",
                headers: ["Content-Type: application/json"],
                body: .init(string: #"{"text":"peace"}"#)
            )
            #expect((put.status, put.body) == (202, #"{"text":"peace"}"#))
        }
    }

    @Test(
        arguments: [
            "123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
            "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
        ]
    )
    func `a UUID may be written in the usual ways`(_ id: String) async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let escaped = id.replacing("{", with: "%7B").replacing("}", with: "%7D")
            #expect(
                try await server.get("/moments/\(escaped)?at=0").body
                    == #"{"id":"123e4567-e89b-12d3-a456-426614174000","at":"1970-01-01T00:00:00Z"}"#
            )
        }
    }

    @Test(
        arguments: [
            ("2025-06-18T12:39:32Z", "2025-06-18T12:39:32Z"),
            ("2025-06-18T12:39:32.928977+02:00", "2025-06-18T10:39:32.928977Z"),
            ("2025-06-18 12:39", "2025-06-18T12:39:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
            ("1969-12-31T23:59:59.5-0030", "1970-01-01T00:29:59.500000Z"),
            ("1750250372", "2025-06-18T12:39:32Z"),
            ("1750250372.5", "2025-06-18T12:39:32.500000Z"),
            ("1750250372000", "2025-06-18T12:39:32Z"),
            ("-1", "1969-12-31T23:59:59Z"),
        ]
    )
    func `a moment is read as in ISO 8601 or in seconds, and written in UTC`(_ sent: String, _ written: String) throws {
        #expect(try Timestamp(sent).text == written)
    }

    @Test(
        arguments: [
            ("", "input is too short"), ("tomorrow", "input is too short"), ("tomorrow at noon", "invalid character in year"),
            ("2025/06/18", "invalid date separator, expected `-`"), ("10000-01-01", "invalid date separator, expected `-`"),
            ("2025-13-01", "month value is outside expected range of 1-12"),
            ("2025-02-29", "day value is outside expected range"), ("2025-06-18T24:00", "hour value is outside expected range of 0-23"),
            ("2025-06-18x12:00", "invalid datetime separator, expected `T`, `t`, `_` or space"),
            ("2025-06-18T12:60", "minute value is outside expected range of 0-59"),
            ("2025-06-18T12:00:00.", "second fraction value is invalid"),
            ("2025-06-18T12:00:00+25:00", "invalid timezone offset"), ("2025-06-18T12:00:00Zulu", "invalid timezone offset"),
            ("1e300", "input is too short"), ("0000-01-01", "the moment is outside of the years 1 to 9999"),
            ("9999-12-31T23:59:59-01:00", "the moment is outside of the years 1 to 9999"),
            ("99999999999999999999", "the moment is outside of the years 1 to 9999"), ("nan", "input is too short"),
        ]
    )
    func `what is no moment says why`(_ sent: String, _ reason: String) {
        #expect { try Timestamp(sent) } throws: { ($0 as? Timestamp.Fault)?.rawValue == reason }
    }

    @Test func `small integers have their own range, and floats`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let form = "application/x-www-form-urlencoded"
            #expect(try await server.post("/bytes", "byte=255&ratio=0.5", type: form).body == "[255.0,0.5]")
            let response = try await server.post("/bytes", "byte=256&ratio=1e99", type: form)
            #expect(response.body.contains(#""type":"int_parsing_size","loc":["body","byte"]"#))
            #expect(response.body.contains(#""type":"finite_number","loc":["body","ratio"]"#))
        }
    }

    @Test func `moments and UUIDs are refused in bodies too`() async throws {
        try await LiveServer.run(Everywhere()) { server, _ throws in
            let response = try await server.post("/moments", #"{"id":7,"at":true}"#)
            #expect(response.body.contains(#""type":"uuid_type","loc":["body","id"]"#))
            #expect(response.body.contains(#""type":"datetime_type","loc":["body","at"]"#))
            let late = try await server.post("/moments", #"{"id":"7","at":1e18}"#)
            #expect(
                late.body.contains(#""type":"datetime_parsing","loc":["body","at"],"msg":"Input should be a valid datetime, the moment "#)
            )
            let second = try await server.post("/moments", #"{"id":"7","at":"soon, perhaps"}"#)
            #expect(second.body.contains(#""type":"uuid_parsing","loc":["body","id"]"#))
            #expect(second.body.contains(#""ctx":{"error":"invalid character in year"}"#))
        }
    }
}
