import Testing

@testable import AfterworkCommand

@Suite struct PackageLayoutTests {
    private static let json = """
        {
          "name": "orders", "path": "/p", "tools_version": "6.2",
          "dependencies": [
            {"identity": "afterwork", "path": "/afterwork", "type": "fileSystem"},
            {"identity": "flat", "path": "/flat", "type": "fileSystem"},
            {"identity": "swift-log", "type": "sourceControl", "url": "https://github.com/apple/swift-log"}
          ],
          "products": [
            {"name": "Orders", "targets": ["Orders"], "type": {"executable": null}},
            {"name": "orders-admin", "targets": ["Admin"], "type": {"executable": null}},
            {"name": "Models", "targets": ["Models"], "type": {"library": ["automatic"]}}
          ],
          "targets": [
            {"name": "Orders", "path": "Sources/Orders", "target_dependencies": ["Models"], "product_dependencies": ["AfterworkWeb"]},
            {"name": "Models", "path": "Sources/Models", "target_dependencies": ["CModels"]},
            {"name": "CModels", "path": "C"},
            {"name": "Admin", "path": "Sources/Admin", "target_dependencies": ["Models"]},
            {"name": "OrdersTests", "path": "Tests/OrdersTests", "target_dependencies": ["Orders"]}
          ]
        }
        """

    private static func layout(of product: String = "Orders") throws -> PackageLayout {
        try PackageLayout(json: json, product: product, productsFolder: "/p/.build/debug") { $0 == "/afterwork/Sources" }
    }

    @Test func `the sources are those of the product's targets and of dependencies by path`() throws {
        let dependencies = ["/afterwork/Package.swift", "/afterwork/Sources", "/flat"]
        #expect(try Self.layout().sources == ["/p/C", "/p/Sources/Models", "/p/Sources/Orders"] + dependencies)
        #expect(try Self.layout(of: "orders-admin").sources == ["/p/C", "/p/Sources/Admin", "/p/Sources/Models"] + dependencies)
    }

    @Test func `a product consists of its program and of resources`() throws {
        let files = try Self.layout().files(of: "Orders", in: ["Orders", "Orders.build", "orders_Orders.resources", "x.bundle"])
        #expect(files == ["/p/.build/debug/Orders", "/p/.build/debug/orders_Orders.resources", "/p/.build/debug/x.bundle"])
    }

    @Test(
        arguments: [
            ("Orders", nil),
            ("oders", "Did you mean 'Orders'? There are: Orders, orders-admin."),
            ("orders-amdin", "Did you mean 'orders-admin'? There are: Orders, orders-admin."),
            ("Models", "There are: Orders, orders-admin."),
        ]
    )
    func `only an executable product can be served`(_ product: String, _ advice: String?) throws {
        let problem = try Self.layout().problem(of: product)?.description
        #expect(problem == advice.map { "The package orders has no executable product '\(product)'. \($0)" })
    }

    @Test func `something else than a description is an error`() {
        #expect(throws: (any Error).self) { try PackageLayout(json: "{}", product: "Orders", productsFolder: "") { _ in false } }
    }
}
