import Foundation

/// A file with one mistake in it, as a newcomer would make it. What the compiler says about it stands at the file's end:
///
/// ```swift
/// @API struct UnknownPlaceholder: RouteProvider {
///     @Get("/orders/{order_id}") func order(id: Int) -> String { "\(id)" }
/// }
///
/// // 4:10: error: The path has '{order_id}', but no parameter of 'order' is called 'orderID'. Did you mean '{id}'?
/// ```
///
/// All files are compiled as one module, so each calls its types by its own name.
struct Mistake {
    let path: String
    private let code: String
    /// What the file says that the compiler says.
    let expected: [String]

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    init(path: String) throws {
        self.path = path
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.lastIndex { !$0.isEmpty && !$0.hasPrefix("// ") }.map { $0 + 1 } ?? 0
        code = lines[..<end].joined(separator: "\n")
        expected = lines[end...].filter { $0.hasPrefix("// ") }.map { String($0.dropFirst("// ".count)) }
    }

    /// Writes what the compiler says now to the file's end.
    func record(_ actual: [String]) throws {
        let text = code + "\n" + (actual.isEmpty ? "" : "\n" + actual.map { "// \($0)\n" }.joined())
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    static var all: [Mistake] {
        get throws {
            let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Mistakes").path
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { $0.hasSuffix(".swift") }
                .sorted()
                .map { try Mistake(path: "\(folder)/\($0)") }
        }
    }
}
