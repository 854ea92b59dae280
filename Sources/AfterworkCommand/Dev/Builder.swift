import Subprocess

/// Why there is no new product.
struct BuildFailure: Error, Equatable {
    /// What is wrong, an error each, some of several lines.
    let errors: [String]
    /// The name that is wrong, if that is all.
    private(set) var wrongName: PackageLayout.NoSuchProduct?

    init(errors: [String]) {
        self.errors = errors
    }

    init(_ wrongName: PackageLayout.NoSuchProduct) {
        errors = ["error: \(wrongName)"]
        self.wrongName = wrongName
    }
}

/// Builds a product with SwiftPM, with the options of a plain `swift build`, so that both share what is built already.
struct Builder: Sendable {
    /// What a build that succeeded made.
    struct Product: Sendable {
        /// The package as it was built.
        let layout: PackageLayout
        /// The program and its resources, which are others when the build has changed anything in them.
        let files: SourceSnapshot
    }

    let package: PackageFolder
    let product: String
    let configuration: BuildConfiguration

    /// Builds.
    ///
    /// - Parameters:
    ///   - layout: The package's layout, if it is known.
    ///   - child: The processes of the build, one after another.
    ///   - found: Called with the layout before anything is compiled.
    ///   - progress: Called with each line of progress.
    /// - Returns: What it made, or why there is nothing.
    func build(
        _ layout: PackageLayout?,
        as child: ChildProcess,
        found: (PackageLayout) -> Void,
        progress: (Progress) -> Void
    ) async -> Result<Product, BuildFailure> {
        do {
            let layout = if let layout { layout } else { try await self.layout(child, progress: progress) }
            found(layout)
            if let problem = layout.problem(of: product) { throw BuildFailure(problem) }
            var output = CompilerOutput()
            let arguments = ["build"] + options + ["--product", product]
            let isBuilt = try await SwiftCommand.run(arguments, as: child) { line in
                output.read(line)
                if let step = Progress(line) { progress(step) }
            }
            output.finish()
            guard isBuilt else { throw BuildFailure(errors: output.errors.isEmpty ? [unexplained] : output.errors) }
            let files = layout.files(of: product, in: SourceSnapshot.names(in: layout.productsFolder))
            return .success(Product(layout: layout, files: SourceSnapshot(of: files)))
        } catch let failure as BuildFailure {
            return .failure(failure)
        } catch {
            return .failure(BuildFailure(errors: ["error: \(error)"]))
        }
    }

    /// Asks the package for its layout.
    ///
    /// - Throws: `BuildFailure` if the manifest is wrong.
    private func layout(_ child: ChildProcess, progress: (Progress) -> Void) async throws -> PackageLayout {
        let report = { (line: String) in
            if let step = Progress(line) { progress(step) }
        }
        let description = ["package", "--package-path", package.path, "describe", "--type", "json"]
        let json = try await SwiftCommand.output(description, as: child, report)
        let folder = try await SwiftCommand.output(["build"] + options + ["--show-bin-path"], as: child, report)
        return try PackageLayout(json: json, product: product, productsFolder: String(folder.prefix { $0 != "\n" })) {
            PackageFolder.absolute($0) != nil
        }
    }

    private var unexplained: String {
        "error: The build failed without an error that could be read. Run it by hand: swift build --product \(product) -v"
    }

    private var options: [String] { ["--package-path", package.path, "--configuration", configuration.rawValue] }

    /// What a build says while it goes on.
    enum Progress: Sendable, Equatable {
        /// It does something: `[12/40] Compiling Guide Root.swift`.
        case step(String)
        /// It waits until another build in the same folder is done.
        case waiting

        fileprivate init?(_ line: String) {
            if line.hasPrefix("Another instance of SwiftPM") {
                self = .waiting
            } else if line.hasPrefix("["), line.contains("] ") {
                self = .step(line)
            } else {
                return nil
            }
        }
    }
}
