import TestSupport
import Testing

/// A value of every type, in every place of a request.
@Suite struct EveryPlaceTests {
    /// Where a request has its values.
    enum Place: String, CaseIterable {
        case query
        case header
        case cookie
        case urlencoded
        case multipart

        /// What faults call it.
        var inFaults: String { self == .urlencoded || self == .multipart ? "body" : rawValue }
        /// A cookie has one value.
        var takesSeveral: Bool { self != .cookie }
    }

    private static let good = [
        ("text", "Ada"), ("whole", "-7"), ("number", "2.5"), ("flag", "yes"), ("id", "123e4567-e89b-12d3-a456-426614174000"),
        ("moment", "2025-06-18T12:39:32Z"), ("size", "XL"), ("level", "2"), ("list", "1"),
    ]
    private static let received = #"""
        {"text":"Ada","whole":-7,"number":2.5,"flag":true,"id":"123e4567-e89b-12d3-a456-426614174000",\#
        "moment":"2025-06-18T12:39:32Z","size":"XL","level":2,
        """#

    private func send(_ values: [(String, String)], in place: Place, to server: LiveServer) async throws -> RawConnection.Response {
        let pairs = values.map { "\($0.0)=\($0.1)" }
        switch place {
        case .query: return try await server.send("DELETE", "/query?" + pairs.joined(separator: "&"))
        case .header: return try await server.send("PATCH", "/header", headers: values.map { "\($0.0): \($0.1)" })
        case .cookie: return try await server.send("PUT", "/cookie", headers: ["Cookie: " + pairs.joined(separator: "; ")])
        case .urlencoded:
            return try await server.post("/form", pairs.joined(separator: "&"), type: "application/x-www-form-urlencoded")
        case .multipart: return try await server.post("/form", values.reduce(FormBody()) { $0.field($1.0, $1.1) })
        }
    }

    @Test(arguments: Place.allCases)
    func `values of every type arrive, and defaults stand in for what is absent`(_ place: Place) async throws {
        try await LiveServer.run(EveryPlace()) { server, _ throws in
            let some = try await send(Self.good, in: place, to: server)
            #expect(some.status == 200)
            #expect(some.body == Self.received + #""maybe":null,"list":[1],"fallback":7}"#)
            let more = [("maybe", "3"), ("fallback", "9")] + (place.takesSeveral ? [("list", "2")] : [])
            let all = try await send(Self.good + more, in: place, to: server)
            #expect(all.body == Self.received + #""maybe":3,"list":\#(place.takesSeveral ? "[1,2]" : "[1]"),"fallback":9}"#)
        }
    }

    @Test(arguments: Place.allCases)
    func `all that is missing is told at once`(_ place: Place) async throws {
        try await LiveServer.run(EveryPlace()) { server, _ throws in
            let response = try await send([], in: place, to: server)
            #expect(response.status == 422)
            let names = Self.good.map(\.0)
            #expect(response.body == "{\"detail\":[\(names.map { missing("[\"\(place.inFaults)\",\"\($0)\"]") }.joined(separator: ","))]}")
        }
    }

    @Test(arguments: Place.allCases)
    func `all that does not fit is told at once`(_ place: Place) async throws {
        let types = [
            ("whole", "int_parsing"), ("number", "float_parsing"), ("flag", "bool_parsing"), ("id", "uuid_parsing"),
            ("moment", "datetime_from_date_parsing"), ("size", "enum"), ("level", "enum"), ("maybe", "int_parsing"),
            ("list", "int_parsing"), ("fallback", "int_parsing"),
        ]
        try await LiveServer.run(EveryPlace()) { server, _ throws in
            let response = try await send([("text", "x")] + types.map { ($0.0, "x") }, in: place, to: server)
            #expect(response.status == 422)
            #expect(response.body.ranges(of: #"{"type":"#).count == types.count)
            for (name, type) in types {
                let step = name == "list" ? ",0" : ""
                #expect(response.body.contains(#"{"type":"\#(type)","loc":["\#(place.inFaults)","\#(name)"\#(step)],"#), "\(name)")
            }
        }
    }

    @Test func `values of every type arrive from the path`() async throws {
        try await LiveServer.run(EveryPlace()) { server, _ throws in
            let response = try await server.get("/path/" + Self.good.dropLast().map(\.1).joined(separator: "/"))
            #expect(response.body == Self.received + #""maybe":null,"list":[],"fallback":7}"#)
            let faulty = try await server.get("/path/x/x/x/x/x/x/x/x")
            #expect(faulty.status == 422)
            for name in Self.good.dropFirst().dropLast().map(\.0) { #expect(faulty.body.contains(#""loc":["path","\#(name)"]"#)) }
        }
    }

    @Test func `values of every type arrive from a JSON body`() async throws {
        let body = Self.received + #""maybe":3,"list":[1,2],"fallback":9}"#
        try await LiveServer.run(EveryPlace()) { server, _ throws in
            #expect(try await server.post("/body", body).body == body)
        }
    }
}
