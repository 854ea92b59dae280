import Testing

@Suite struct RouteMacroTests {
    @Test func `the north star's route`() {
        expectExpansion(
            of: """
                @API
                struct Reviews: RouteProvider {
                    /// Accepts a review and analyses it after the response.
                    @Post("/products/{product_id}/reviews")
                    func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> ReviewReceipt {
                        receipt
                    }
                }
                """,
            """
            struct Reviews: RouteProvider {
                /// Accepts a review and analyses it after the response.
                func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> ReviewReceipt {
                    receipt
                }

                func _route_submitReview(productID _: Void, review _: Void, background _: Void) -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 4)
                let _0 = AfterworkWeb.Parameter
                                                .path("product_id", (Int).self)
                #sourceLocation(file: "test.swift", line: 4)
                let _1 = AfterworkWeb.Parameter
                                                             .inferred("review", (ReviewSubmission).self)
                #sourceLocation(file: "test.swift", line: 4)
                let _2 = AfterworkWeb.Parameter
                                                                                           .inferred("background", (BackgroundTasks).self)
                #sourceLocation(file: "test.swift", line: 4)
                let _route =
                                                                                                                AfterworkWeb.Route(.post, "/products/{product_id}/reviews", name: "submitReview", documentation: "Accepts a review and analyses it after the response.", _0, _1.binding, _2.binding, handler: { (_0: Int, _1: ReviewSubmission, _2: BackgroundTasks) in self.submitReview(productID: _0, review: _1, background: _2) })
                #sourceLocation()
                return _route
                }

                var routes: [AfterworkWeb.Route] { [_route_submitReview(productID: (), review: (), background: ())] }
            }
            """
        )
    }

    @Test func `defaults, marked sources and effects`() {
        expectExpansion(
            of: """
                @API
                struct Documents: RouteProvider {
                    @Post("/documents/upload")
                    func uploadDocument(file: UploadedFile, @Form uploadedBy: String = "user", @Query limit: Int? = nil) async throws -> Receipt
                }
                """,
            """
            struct Documents: RouteProvider {
                func uploadDocument(file: UploadedFile, @Form uploadedBy: String = "user", @Query limit: Int? = nil) async throws -> Receipt

                func _route_uploadDocument(file _: Void, uploadedBy _: Void, limit _: Void) -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 3)
                let _0 = AfterworkWeb.Parameter
                                             .inferred("file", (UploadedFile).self)
                #sourceLocation(file: "test.swift", line: 3)
                let _1 = AfterworkWeb.Parameter
                                                                             .form("uploaded_by", (String).self, default: { "user" })
                #sourceLocation(file: "test.swift", line: 3)
                let _2 = AfterworkWeb.Parameter
                                                                                                            .query("limit", (Int?).self, default: { nil })
                #sourceLocation(file: "test.swift", line: 3)
                let _route =
                                                                                                                                         AfterworkWeb.Route(.post, "/documents/upload", name: "uploadDocument", documentation: "", _0.binding, _1, _2, handler: { (_0: UploadedFile, _1: String, _2: Int?) in try await self.uploadDocument(file: _0, uploadedBy: _1, limit: _2) })
                #sourceLocation()
                return _route
                }

                var routes: [AfterworkWeb.Route] { [_route_uploadDocument(file: (), uploadedBy: (), limit: ())] }
            }
            """
        )
    }

    @Test func `labels, second names and no labels`() {
        expectExpansion(
            of: """
                @API
                struct Reviews: RouteProvider {
                    @Get("/products/{productID}/{kind}")
                    func list(of productID: Int, in kind: Kind, sortedBy order: Order = .newest, _ page: consuming Int) throws(Failure) -> [Review]
                }
                """,
            """
            struct Reviews: RouteProvider {
                func list(of productID: Int, in kind: Kind, sortedBy order: Order = .newest, _ page: consuming Int) throws(Failure) -> [Review]

                func _route_list(of _: Void, in _: Void, sortedBy _: Void, _ _: Void) -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 3)
                let _0 = AfterworkWeb.Parameter
                                           .path("product_id", (Int).self)
                #sourceLocation(file: "test.swift", line: 3)
                let _1 = AfterworkWeb.Parameter
                                                         .path("kind", (Kind).self)
                #sourceLocation(file: "test.swift", line: 3)
                let _2 = AfterworkWeb.Parameter
                                                                               .inferred("sorted_by", (Order).self, default: { .newest })
                #sourceLocation(file: "test.swift", line: 3)
                _2
                                                                               .checkHasNoBody()
                #sourceLocation(file: "test.swift", line: 3)
                let _3 = AfterworkWeb.Parameter
                                                                                                        .inferred("page", (Int).self)
                #sourceLocation(file: "test.swift", line: 3)
                let _route =
                                                                                                                                           AfterworkWeb.Route(.get, "/products/{product_id}/{kind}", name: "list", documentation: "", _0, _1, _2.binding, _3.binding, handler: { (_0: Int, _1: Kind, _2: Order, _3: Int) in try self.list(of: _0, in: _1, sortedBy: _2, _3) })
                #sourceLocation()
                return _route
                }

                var routes: [AfterworkWeb.Route] { [_route_list(of: (), in: (), sortedBy: (), ())] }
            }
            """
        )
    }

    @Test func `static functions, names in backticks and functions that return nothing`() {
        expectExpansion(
            of: """
                @API
                enum Health: RouteProvider {
                    @Get("/health") static func health() async -> String
                    @Delete("/{default}") func `default`(`default`: Int)
                    @Put("/odd") func `odd name`(`my value` value: Int) -> Void
                    @Patch("/main") @MainActor func main() -> ()
                }
                """,
            """
            enum Health: RouteProvider {
                static func health() async -> String

                func _route_health() -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 2)
                let _route =
                                                                  AfterworkWeb.Route(.get, "/health", name: "health", documentation: "", handler: { await Self.health() })
                #sourceLocation()
                return _route
                }
                func `default`(`default`: Int)

                func _route_default(`default` _: Void) -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 3)
                let _0 = AfterworkWeb.Parameter
                                                                   .path("default", (Int).self)
                #sourceLocation(file: "test.swift", line: 3)
                let _route =
                                               AfterworkWeb.Route(.delete, "/{default}", name: "default", documentation: "", _0, handler: { (_0: Int) in self.`default`(default: _0); return AfterworkWeb.NoContent() })
                #sourceLocation()
                return _route
                }
                func `odd name`(`my value` value: Int) -> Void

                func `_route_odd name`(`my value` _: Void) -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 4)
                let _0 = AfterworkWeb.Parameter
                                                                  .inferred("my_value", (Int).self)
                #sourceLocation(file: "test.swift", line: 4)
                let _route =
                                                                           AfterworkWeb.Route(.put, "/odd", name: "odd name", documentation: "", _0.binding, handler: { (_0: Int) in self.`odd name`(`my value`: _0); return AfterworkWeb.NoContent() })
                #sourceLocation()
                return _route
                }
                @MainActor func main() -> ()

                func _route_main() -> AfterworkWeb.Route {
                #sourceLocation(file: "test.swift", line: 5)
                let _route =
                                                              AfterworkWeb.Route(.patch, "/main", name: "main", documentation: "", handler: { await self.main(); return AfterworkWeb.NoContent() })
                #sourceLocation()
                return _route
                }

                var routes: [AfterworkWeb.Route] { [_route_health(), _route_default(default: ()), `_route_odd name`(`my value`: ()), _route_main()] }
            }
            """
        )
    }

    @Test func `only a function can be a route`() {
        #expect(
            faults(in: "@API struct A: RouteProvider { @Get(\"/a\") var a: Int }").first
                == "1:32: error: '@Get' marks a function: the one that answers the requests."
        )
    }

    @Test func `a route lives in a type`() {
        let outside = "'@Get' works inside a type marked '@API', but 'hello' is not inside a type. Move it into one."
        #expect(faults(in: "@Get(\"/hello\") func hello() -> String") == ["1:1: error: \(outside)"])
    }

    @Test func `a route lives in a type marked @API`() {
        let unmarked = "'@Put' works inside a type marked '@API'. Write '@API' before"
        #expect(
            faults(in: "struct Reviews { @Put(\"/\") func put() }") == ["1:18: error: \(unmarked) 'struct Reviews'."]
        )
        #expect(
            faults(in: "extension A.B { @Put(\"/\") func put() }") == ["1:17: error: \(unmarked) 'extension A.B'."]
        )
        #expect(faults(in: "@AfterworkWeb.API extension A.B { @AfterworkWeb.Put(\"/\") func put() }") == [])
    }

    @Test(arguments: [
        (
            "mutating func count() -> Int",
            "6: error: 'count' is 'mutating', but requests are answered side by side and cannot change the API's own value. "
                + "Keep what changes in an actor or a database."
        ),
        ("func show<T>() -> T", "15: error: 'show' is generic, but a request does not say which types to use. Write the types."),
        (
            "func show(of kind: some Kind)",
            "16: error: The type of 'of' is left open by 'some', but a request does not say which type to use. Write the type."
        ),
        ("func show(_: Int)", "16: error: A parameter without a name cannot be found in a request. Give it a name."),
        ("func show(ids: Int...)", "16: error: 'ids' takes any number of values. Write 'ids: [Int]'."),
        ("func show(id: inout Int)", "16: error: 'id' is 'inout', but a value of the request cannot be written back. Leave 'inout' out."),
        (
            "func show(@Form @Query id: Int)",
            "16: error: 'id' is marked '@Form' and '@Query', but a value comes from one place. Leave one of them out."
        ),
        (
            "func show(userID: Int, userId: Int)",
            "29: error: The parameters 'userID' and 'userId' of 'show' are both called 'user_id' in a request. Rename one of them."
        ),
    ])
    func `signatures that a request cannot fill`(function: String, fault: String) {
        #expect(inAPI("@Get(\"/\")\n     \(function)") == ["3:\(fault)"])
    }

    @Test func `a value in the path comes from nowhere else`() {
        let fault = "'userID' is marked '@Query', but the path holds its value in '{user_id}'. Leave one of them out."
        #expect(inAPI("@Get(\"/{user_id}\")\nfunc show(@Query userID: Int)") == ["3:11: error: \(fault)"])
    }

    @Test func `a default for a value in the path is never used`() {
        let fault = "The default of 'userID' is never used: the path always has a value for '{user_id}'."
        #expect(inAPI("@Get(\"/{user_id}\")\nfunc show(userID: Int = 1)") == ["3:23: warning: \(fault)"])
    }

    @Test func `a faulty route gives no second error where it is listed`() {
        expectFixIt(
            "Begin the path with '/'",
            for: "@API struct A: RouteProvider {\n    @Get(\"a\") func a()\n}",
            mends: "@API struct A: RouteProvider {\n    @Get(\"/a\") func a()\n}"
        )
    }
}

/// What the macros say about a member of an API; the member begins on line 2.
func inAPI(_ member: String) -> [String] {
    faults(in: "@API struct A: RouteProvider {\n\(member)\n}")
}
