#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a package says of itself: which products can be run, and where the sources of one lie.
struct PackageLayout: Sendable, Equatable {
    /// The package has no such product.
    struct NoSuchProduct: Error, Equatable, CustomStringConvertible {
        let product: String
        let package: String
        let executables: [String]

        var description: String {
            let problem = "The package \(package) has no executable product '\(product)'."
            if executables.isEmpty { return problem + " It has none at all." }
            if let near = NearMiss.of(product, among: executables) { return problem + " Did you mean '\(near)'?" + others }
            return problem + others
        }

        private var others: String { " There are: \(executables.sorted().joined(separator: ", "))." }
    }

    /// The package's name.
    let package: String
    /// The products that can be run.
    let executables: [String]
    /// The folders of the targets that the product is made of, and what is known of the package's dependencies by path.
    let sources: [String]
    /// Where the build puts its products.
    let productsFolder: String

    /// What speaks against running a product, if anything.
    func problem(of product: String) -> NoSuchProduct? {
        executables.contains(product) ? nil : NoSuchProduct(product: product, package: package, executables: executables)
    }

    /// Where the build puts the product.
    func program(of product: String) -> String { "\(productsFolder)/\(product)" }

    /// What a product consists of: the program and the resources of all targets.
    func files(of product: String, in names: [String]) -> [String] {
        [program(of: product)]
            + names.filter { $0.hasSuffix(".resources") || $0.hasSuffix(".bundle") }.map { "\(productsFolder)/\($0)" }
    }

    /// Reads a layout.
    ///
    /// - Parameters:
    ///   - json: What `swift package describe --type json` prints.
    ///   - product: The product whose sources are asked for.
    ///   - productsFolder: Where the build puts its products.
    ///   - exists: Whether there is something at a path.
    /// - Throws: `DecodingError` if it is something else.
    init(json: String, product: String, productsFolder: String, exists: (String) -> Bool) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let description = try decoder.decode(PackageDescription.self, from: Data(json.utf8))
        package = description.name
        executables = description.products.filter(\.type.isExecutable).map(\.name)
        sources =
            description.targets(of: product).map { "\(description.path)/\($0.path)" }.sorted()
            + description.dependencies.compactMap(\.path).flatMap { Self.sources(ofDependency: $0, exists: exists) }
        self.productsFolder = productsFolder
    }

    /// To ask a dependency for its own layout would resolve its dependencies and write into its folder: so its manifest is watched and
    /// the folder that SwiftPM expects sources in, or everything if there is none.
    private static func sources(ofDependency path: String, exists: (String) -> Bool) -> [String] {
        let usual = ["Sources", "Source", "src", "srcs"].map { "\(path)/\($0)" }.first(where: exists)
        return usual.map { ["\(path)/Package.swift", $0] } ?? [path]
    }
}

/// What is read of `swift package describe --type json`.
private struct PackageDescription: Decodable {
    struct Dependency: Decodable {
        /// Where it lies, if the package names it by its path.
        let path: String?
    }

    struct Product: Decodable {
        let name: String
        let type: ProductType
        let targets: [String]
    }

    /// `{"executable": null}`, `{"library": ["automatic"]}` and so on.
    struct ProductType: Decodable {
        enum Key: CodingKey {
            case executable
        }

        let isExecutable: Bool

        init(from decoder: any Decoder) throws {
            isExecutable = try decoder.container(keyedBy: Key.self).contains(.executable)
        }
    }

    struct Target: Decodable {
        let name: String
        let path: String
        let targetDependencies: [String]?
    }

    let name: String
    let path: String
    let dependencies: [Dependency]
    let products: [Product]
    let targets: [Target]

    /// The targets that a product is made of.
    func targets(of product: String) -> [Target] {
        let targets = Dictionary(targets.map { ($0.name, $0) }) { first, _ in first }
        var found: [String: Target] = [:]
        var waiting = products.first { $0.name == product }?.targets ?? []
        while let name = waiting.popLast() {
            guard found[name] == nil, let target = targets[name] else { continue }
            found[name] = target
            waiting += target.targetDependencies ?? []
        }
        return Array(found.values)
    }
}
