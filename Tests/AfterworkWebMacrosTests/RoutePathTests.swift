import Testing

@testable import AfterworkWebMacros

@Suite struct RoutePathTests {
    @Test(arguments: [
        ("/", []), ("/a/b", []), ("/{a}/{b}", ["a", "b"]), ("/files/{name}.jpg/v{version}", ["name", "version"]),
        ("/v1/{productID}", ["productID"]),
    ])
    func `placeholders are found in order`(path: String, placeholders: [String]) throws {
        #expect(try RoutePath(path).placeholders == placeholders)
    }

    @Test func `a placeholder may be written as the Swift name`() throws {
        #expect(try RoutePath("/a/{productID}/b").text == "/a/{product_id}/b")
    }

    @Test(arguments: [
        ("\"a\"", "The path 'a' does not begin with '/'. Write '/a'."),
        ("\"\"", "The path '' does not begin with '/'. Write '/'."),
        ("\"/{a\"", "The path has a '{' without its '}'. A placeholder is written '{name}'."),
        ("\"/{a{b}}\"", "The path has a '{' without its '}'. A placeholder is written '{name}'."),
        ("\"/a}\"", "The path has a '}' without its '{'. A placeholder is written '{name}'."),
        ("\"/{}\"", "The path has an empty '{}'. Write the name of the parameter that it fills, as in '{product_id}'."),
        (
            "\"/{id:int}\"",
            "The path has '{id:int}', but only a name can stand between the braces, as in '{product_id}'."
        ),
        ("\"/{_}\"", "The path has '{_}', but only a name can stand between the braces, as in '{product_id}'."),
        ("\"/a/:id\"", "The path has ':id', but here a placeholder is written '{id}'."),
        (
            "\"/{id}.{type}\"",
            "The path has '{id}.{type}', but between two '/' there is room for one placeholder only, with text before or after it, not both."
        ),
        (
            "\"/a{id}b\"",
            "The path has 'a{id}b', but between two '/' there is room for one placeholder only, with text before or after it, not both."
        ),
        ("\"/{id}/{id}\"", "The path has '{id}' twice, but a parameter has one value. Give each placeholder a name of its own."),
        (
            "\"/{userID}/{user_id}\"",
            "The path has '{user_id}' twice, but a parameter has one value. Give each placeholder a name of its own."
        ),
        (
            "\"/\\(base)/a\"",
            "Write the path as one plain string, as in \"/products\": it is read before the program runs, so it cannot be put together."
        ),
        (
            "base",
            "Write the path as one plain string, as in \"/products\": it is read before the program runs, so it cannot be put together."
        ),
    ])
    func `faulty paths`(literal: String, fault: String) {
        #expect(inAPI("@Get(\(literal)) func show(id: Int)") == ["2:6: error: \(fault)"])
    }

    @Test func `a placeholder needs a parameter`() {
        #expect(
            inAPI("@Get(\"/{product_id}\") func submitReview(text: String)")
                == [
                    "2:6: error: The path has '{product_id}', but no parameter of 'submitReview' is called 'productID'. Add 'productID: Int'."
                ]
        )
        #expect(
            inAPI("@Get(\"/{name}/{list_items}\") func show()") == [
                "2:6: error: The path has '{name}', but no parameter of 'show' is called 'name'. Add 'name: String'.",
                "2:6: error: The path has '{list_items}', but no parameter of 'show' is called 'listItems'. Add 'listItems: String'.",
            ]
        )
    }

    @Test(arguments: [("prodct_id", "prodctID"), ("id", "id"), ("product", "product")])
    func `a near miss is suggested`(placeholder: String, name: String) {
        let fault = "The path has '{\(placeholder)}', but no parameter of 'show' is called '\(name)'. Did you mean '{product_id}'?"
        #expect(inAPI("@Get(\"/{\(placeholder)}\") func show(productID: Int, limit: Int)") == ["2:6: error: \(fault)"])
    }

    @Test func `what the path or a form holds already is not suggested`() {
        let fault = "The path has '{user_ide}', but no parameter of 'show' is called 'userIde'. Add 'userIde: String'."
        #expect(inAPI("@Get(\"/{user_id}/{user_ide}\") func show(userID: Int, @Form userIdx: Int)") == ["2:6: error: \(fault)"])
    }

    @Test(arguments: [
        ("Begin the path with '/'", "@Get(\"a\") func a()", "@Get(\"/a\") func a()"),
        ("Begin the path with '/'", "@Get(\"\") func a()", "@Get(\"/\") func a()"),
        ("Replace ':id' with '{id}'", "@Get(\"/:id\") func a(id: Int)", "@Get(\"/{id}\") func a(id: Int)"),
        ("Replace '{ib}' with '{id}'", "@Get(\"/{ib}\") func a(id: Int)", "@Get(\"/{id}\") func a(id: Int)"),
        ("Add 'id: Int'", "@Get(\"/{id}\") func a(text: Int)", "@Get(\"/{id}\") func a(id: Int, text: Int)"),
        ("Add 'id: Int'", "@Get(\"/{id}\") func a()", "@Get(\"/{id}\") func a(id: Int)"),
    ])
    func `faults that a click mends`(fixIt: String, wrong: String, right: String) {
        expectFixIt(
            fixIt,
            for: "@API struct A: RouteProvider {\n    \(wrong)\n}",
            mends: "@API struct A: RouteProvider {\n    \(right)\n}"
        )
    }
}
