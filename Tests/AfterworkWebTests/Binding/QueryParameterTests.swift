import AfterworkWeb
import HTTPTypes
import TestSupport
import Testing

/// What stands after the question mark, in a handler's hands.
@Suite struct QueryParameterTests {
    @Test(
        arguments: [
            ("q=a", #"{"q":"a","limit":10,"tag":null,"exact":false}"#),
            ("q=a&limit=3&tag=x&exact=yes", #"{"q":"a","limit":3,"tag":"x","exact":true}"#),
            ("q=a&q=b&limit=1&limit=2", #"{"q":"b","limit":2,"tag":null,"exact":false}"#),
            ("q=a+b%20c%2Bd", #"{"q":"a b c+d","limit":10,"tag":null,"exact":false}"#),
            ("q=&tag=", #"{"q":"","limit":10,"tag":"","exact":false}"#),
            ("q", #"{"q":"","limit":10,"tag":null,"exact":false}"#),
            ("q=a=b&other=1", #"{"q":"a=b","limit":10,"tag":null,"exact":false}"#),
            ("%71=caf%C3%A9", #"{"q":"café","limit":10,"tag":null,"exact":false}"#),
            ("&&q=50%&", #"{"q":"50%","limit":10,"tag":null,"exact":false}"#),
        ]
    )
    func `values, defaults and absences arrive`(_ query: String, _ expected: String) async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/search?\(query)")
            #expect(response.status == 200)
            #expect(response.body == expected)
        }
    }

    @Test func `a default is made anew for each request`() async throws {
        let counter = Counter()
        let counted: Parameter.Default<Int> = {
            counter.add()
            return counter.value
        }
        let count = Route(.get, "/count", Parameter.query("count", Int.self, default: counted)) { $0 }
        try await LiveServer.run(Listed(routes: [count])) { server, _ throws in
            #expect(try await server.get("/count").body == "1")
            #expect(try await server.get("/count").body == "2")
            #expect(try await server.get("/count?count=9").body == "9")
        }
    }

    @Test func `a parameter that has no default is required`() async throws {
        try await LiveServer.run(Echo()) { server, _ in
            let response = try await server.get("/search?limit=1")
            #expect(response.status == 422)
            #expect(response.headers["content-type"] == "application/json")
            #expect(response.body == detail(missing(#"["query","q"]"#)))
        }
    }
}
