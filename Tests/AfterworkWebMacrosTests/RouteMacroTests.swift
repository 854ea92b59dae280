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

                var _route_submitReview: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .post, "/products/{product_id}/reviews", name: "submitReview", documentation: "Accepts a review and analyses it after the response.",
                        AfterworkWeb.Parameter.path("product_id", (Int).self),
                        AfterworkWeb.Parameter.inferred("review", (ReviewSubmission).self),
                        AfterworkWeb.Parameter.inferred("background", (BackgroundTasks).self),
                        handler: { (_0: Int, _1: ReviewSubmission, _2: BackgroundTasks) in
                            self.submitReview(productID: _0, review: _1, background: _2)
                        }
                    )
                }

                var routes: [AfterworkWeb.Route] { [_route_submitReview] }
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

                var _route_uploadDocument: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .post, "/documents/upload", name: "uploadDocument", documentation: "",
                        AfterworkWeb.Parameter.inferred("file", (UploadedFile).self),
                        AfterworkWeb.Parameter.form("uploaded_by", (String).self, default: { "user" }),
                        AfterworkWeb.Parameter.query("limit", (Int?).self, default: { nil }),
                        handler: { (_0: UploadedFile, _1: String, _2: Int?) in
                            try await self.uploadDocument(file: _0, uploadedBy: _1, limit: _2)
                        }
                    )
                }

                var routes: [AfterworkWeb.Route] { [_route_uploadDocument] }
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

                var _route_list: AfterworkWeb.Route {
                    AfterworkWeb.Parameter.checkHasNoBody((Order).self)
                    return AfterworkWeb.Route(
                        .get, "/products/{product_id}/{kind}", name: "list", documentation: "",
                        AfterworkWeb.Parameter.path("product_id", (Int).self),
                        AfterworkWeb.Parameter.path("kind", (Kind).self),
                        AfterworkWeb.Parameter.inferred("sorted_by", (Order).self, default: { .newest }),
                        AfterworkWeb.Parameter.inferred("page", (Int).self),
                        handler: { (_0: Int, _1: Kind, _2: Order, _3: Int) in
                            try self.list(of: _0, in: _1, sortedBy: _2, _3)
                        }
                    )
                }

                var routes: [AfterworkWeb.Route] { [_route_list] }
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

                var _route_health: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .get, "/health", name: "health", documentation: "",
                        handler: {
                            await Self.health()
                        }
                    )
                }
                func `default`(`default`: Int)

                var _route_default: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .delete, "/{default}", name: "default", documentation: "",
                        AfterworkWeb.Parameter.path("default", (Int).self),
                        handler: { (_0: Int) in
                            self.`default`(default: _0)
                            return AfterworkWeb.NoContent()
                        }
                    )
                }
                func `odd name`(`my value` value: Int) -> Void

                var `_route_odd name`: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .put, "/odd", name: "odd name", documentation: "",
                        AfterworkWeb.Parameter.inferred("my_value", (Int).self),
                        handler: { (_0: Int) in
                            self.`odd name`(`my value`: _0)
                            return AfterworkWeb.NoContent()
                        }
                    )
                }
                @MainActor func main() -> ()

                var _route_main: AfterworkWeb.Route {
                    AfterworkWeb.Route(
                        .patch, "/main", name: "main", documentation: "",
                        handler: {
                            await self.main()
                            return AfterworkWeb.NoContent()
                        }
                    )
                }

                var routes: [AfterworkWeb.Route] { [_route_health, _route_default, `_route_odd name`, _route_main] }
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
