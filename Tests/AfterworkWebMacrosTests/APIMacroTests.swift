import Testing

@Suite struct APIMacroTests {
    @Test(arguments: [
        ("public struct A: RouteProvider", "public var"), ("open class A: RouteProvider", "public var"),
        ("package enum A: RouteProvider", "package var"), ("private struct A: RouteProvider", "var"),
        ("final class A: RouteProvider", "var"), ("extension A: RouteProvider", "public var"),
    ])
    func `routes are as visible as their type`(head: String, property: String) {
        #expect(expansion(of: "@API \(head) {}").contains("\n    \(property) routes: [AfterworkWeb.Route] {"))
    }

    @Test func `a type in a public extension is public`() {
        let routes = "public var routes: [AfterworkWeb.Route] {"
        #expect(expansion(of: "public extension A { @API struct B: RouteProvider {} }").contains(routes))
        #expect(!expansion(of: "extension A { @API struct B: RouteProvider {} }").contains(routes))
        #expect(!expansion(of: "public extension A { @API internal struct B: RouteProvider {} }").contains(routes))
    }

    @Test func `routes come in the order declared`() {
        let functions = "@Get(\"/b\") func b()\nfunc helper()\n@AfterworkWeb.Put(\"/a\") func a()\n@Delete(\"/a\") static func c()"
        #expect(
            expansion(of: "@API struct A: RouteProvider {\n\(functions)\n}")
                .contains("var routes: [AfterworkWeb.Route] { [_route_b(), _route_a(), _route_c()] }")
        )
    }

    @Test func `a type without routes is pointed out`() {
        let fault = "'@API' finds no route in 'A'. Mark the functions that answer requests, for example with '@Get(\"/path\")'."
        #expect(faults(in: "@API struct A: RouteProvider { func a() {} }") == ["1:1: warning: \(fault)"])
    }

    @Test(arguments: [("actor", "an actor"), ("protocol", "a protocol")])
    func `types that cannot hold routes`(keyword: String, name: String) {
        let fault =
            "'@API' works on a struct, an enum, a final class or an extension of one of them, not on \(name). "
            + "Move the routes into a struct that holds what they need."
        #expect(faults(in: "@API \(keyword) A: RouteProvider {}") == ["1:1: error: \(fault)"])
    }

    @Test func `a type declares that it provides routes`() {
        let fault = "'@API' writes the routes of 'A', but only a RouteProvider can be mounted. Declare 'A: RouteProvider'."
        #expect(faults(in: "@API struct A { @Get(\"/a\") func a() }", conformsElsewhere: false) == ["1:6: error: \(fault)"])
        #expect(faults(in: "@API struct A { @Get(\"/a\") func a() }") == [])
        #expect(faults(in: "@API struct A: RouteProvider { @Get(\"/a\") func a() }", conformsElsewhere: false) == [])
    }

    @Test(arguments: [
        ("struct A {", "struct A: RouteProvider {", ":"), ("struct A: B {", "struct A: B, RouteProvider {", ","),
        ("final class A<B> where B: C {", "final class A<B>: RouteProvider where B: C {", ":"),
        ("extension A.B {", "extension A.B: RouteProvider {", ":"),
    ])
    func `the conformance is added at a click`(head: String, mended: String, separator: String) {
        let body = "\n    @Get(\"/a\") func a()\n}"
        expectFixIt("Add '\(separator) RouteProvider'", for: "@API \(head)\(body)", mends: "@API \(mended)\(body)")
    }

    @Test func `a route's name is its own`() {
        let fault = "Two routes are called 'a', but a route is known by its function's name. Rename one of them."
        #expect(inAPI("@Get(\"/a\") func a()\nfunc a(b: Int)\n@Get(\"/b\") func a(c: Int)") == ["4:17: error: \(fault)"])
    }

    @Test func `a function is one route`() {
        let fault = "A function is one route, but 'a' is marked '@Get' and '@Post'. Write a second function that calls this one."
        #expect(inAPI("@Get(\"/a\") @Post(\"/a\") func a()") == ["2:12: error: \(fault)"])
    }

    @Test func `a branch that cannot be seen is not dropped silently`() {
        let fault =
            "'@API' cannot see which branch of this '#if' is compiled. Move its routes into an '@API' type of their own inside the '#if'."
        #expect(inAPI("@Get(\"/a\") func a()\n#if DEBUG\n@Get(\"/b\") func b()\n#endif") == ["3:1: error: \(fault)"])
        #expect(inAPI("@Get(\"/a\") func a()\n#if DEBUG\nfunc b() {}\n#endif") == [])
    }
}
