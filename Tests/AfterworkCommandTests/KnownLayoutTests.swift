import Testing

@testable import AfterworkCommand

@Suite struct KnownLayoutTests {
    private static func layout(_ targets: String...) throws -> PackageLayout {
        let names = targets.map { "\"\($0)\"" }.joined(separator: ",")
        let described = targets.map { #"{"name":"\#($0)","path":"Sources/\#($0)"}"# }.joined(separator: ",")
        let json = """
            {"name":"tiny","path":"/tiny","dependencies":[],"targets":[\(described)],
            "products":[{"name":"tiny","type":{"executable":null},"targets":[\(names)]}]}
            """
        return try PackageLayout(json: json, product: "tiny", productsFolder: "/tiny/.build/debug") { _ in true }
    }

    @Test func `the package is asked once as long as its manifest stays the same`() throws {
        var known = KnownLayout()
        #expect(known.buildBegan() == nil)
        known.buildSucceeded(with: try Self.layout("tiny"))
        #expect(try known.buildBegan() == Self.layout("tiny"))
        #expect(try known.buildBegan() == Self.layout("tiny"))
    }

    @Test func `after a change of the manifest it is asked until a build succeeds, and what was built stays known`() throws {
        var known = KnownLayout()
        _ = known.buildBegan()
        known.buildSucceeded(with: try Self.layout("tiny"))
        known.manifestChanged()
        #expect(known.buildBegan() == nil)
        #expect(known.buildBegan() == nil)
        #expect(try known.built == Self.layout("tiny"))
        known.buildSucceeded(with: try Self.layout("tiny", "more"))
        #expect(try known.buildBegan() == Self.layout("tiny", "more"))
    }

    @Test func `a manifest that changes during a build is not taken for the one that was described`() throws {
        var known = KnownLayout()
        _ = known.buildBegan()
        known.manifestChanged()
        known.buildSucceeded(with: try Self.layout("tiny"))
        #expect(known.buildBegan() == nil)
        known.buildSucceeded(with: try Self.layout("tiny", "more"))
        #expect(try known.buildBegan() == Self.layout("tiny", "more"))
    }
}
