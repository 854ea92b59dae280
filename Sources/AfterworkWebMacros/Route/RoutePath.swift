/// The path of a route, taken apart at its placeholders.
///
/// ```swift
/// try RoutePath("/products/{productID}").text // "/products/{product_id}"
/// ```
struct RoutePath {
    enum Piece: Equatable {
        case text(String)
        /// A placeholder with the name that was written between its braces.
        case placeholder(String)
    }

    let pieces: [Piece]

    init(_ path: String) throws(PathFault) {
        guard path.hasPrefix("/") else { throw .missingSlash(path: path) }
        pieces = try Self.pieces(of: path)
        try Self.refuseColons(in: path)
        try Self.refuseCrowds(in: path)
        try Self.refuseRepetition(in: pieces)
    }

    /// The names between the braces, as written.
    var placeholders: [String] {
        pieces.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
    }

    /// The path with every placeholder written as its wire name.
    var text: String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .placeholder(let name): "{\(WireName(name).text)}"
            }
        }.joined()
    }

    private static func pieces(of path: String) throws(PathFault) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(path)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{" else { throw .unopened }
            if brace > rest.startIndex { pieces.append(.text(String(rest[..<brace]))) }
            let afterBrace = rest[rest.index(after: brace)...]
            guard let end = afterBrace.firstIndex(where: { $0 == "{" || $0 == "}" }), afterBrace[end] == "}" else { throw .unclosed }
            pieces.append(.placeholder(try name(in: afterBrace[..<end])))
            rest = afterBrace[afterBrace.index(after: end)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    private static func name(in braces: Substring) throws(PathFault) -> String {
        guard let first = braces.first else { throw .empty }
        let isName = (first.isLetter || first == "_") && braces.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isName, braces.contains(where: \.isLetter) else { throw .notAName(String(braces)) }
        return String(braces)
    }

    /// Other routers write `:id`, and Hummingbird takes it too, but its value would reach no parameter.
    private static func refuseColons(in path: String) throws(PathFault) {
        for segment in path.split(separator: "/") where segment.hasPrefix(":") && segment.count > 1 {
            throw .colon(String(segment.dropFirst()))
        }
    }

    /// Hummingbird captures `{name}`, `{name}.jpg` and `file.{type}`. It takes any other mixture for plain text, which never matches.
    private static func refuseCrowds(in path: String) throws(PathFault) {
        for segment in path.split(separator: "/") {
            let placeholders = segment.count { $0 == "{" }
            guard placeholders > 1 || placeholders == 1 && segment.first != "{" && segment.last != "}" else { continue }
            throw .crowded(segment: String(segment))
        }
    }

    private static func refuseRepetition(in pieces: [Piece]) throws(PathFault) {
        var seen: Set<WireName> = []
        for case .placeholder(let name) in pieces where !seen.insert(WireName(name)).inserted {
            throw .repeated(name)
        }
    }
}
