import HTTPTypes
import Hummingbird

/// Routes and the paths under which a router has to know them, so that each path finds all of its methods.
///
/// A router goes from one segment to the next and never back: where `GET /items/{id}` and `DELETE /items/{item_id}` stand beside
/// each other, it would see one of them only, and beside `/items/latest` no placeholder at all. So placeholders in one place get one
/// name here, and a literal path gets the methods of the placeholder routes that match it and that it does not have itself.
struct RouteTable {
    /// Where a route's path parameter is found.
    enum Capture: Sendable {
        /// Under this name in the router's parameters.
        case parameter(String)
        /// In the path itself.
        case literal(String)
    }

    /// A route under one path.
    struct Entry: Sendable {
        let path: String
        let route: Route
        /// By the names in the route's own path.
        let captures: [String: Capture]
        /// The router's names of those placeholders that share their segment with text.
        var partialParameters: [String] = []

        /// The path as the router compares it: in a request, what is not ASCII comes percent-encoded (RFC 3986, 2.1).
        var routerPath: RouterPath {
            let digits = Array("0123456789ABCDEF".utf8)
            var isName = false
            var bytes: [UInt8] = []
            for byte in path.utf8 {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { isName = byte == UInt8(ascii: "{") }
                bytes += isName || byte < 0x80 ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
            return RouterPath(String(decoding: bytes, as: UTF8.self))
        }
    }

    private(set) var entries: [Entry] = []
    private(set) var problems: [String] = []

    /// What a router answers already.
    struct Endpoint: Hashable {
        let method: HTTPRequest.Method
        let path: String
    }

    private let taken: Set<Endpoint>

    /// Arranges routes. Of two with the same method and shape the first one counts, and the second is a problem.
    ///
    /// - Parameters:
    ///   - routes: The routes.
    ///   - endpoints: What their router answers already, under the paths that it knows.
    init(_ routes: [Route], besides endpoints: [Endpoint] = []) {
        problems = routes.flatMap(\.problems)
        taken = Set(endpoints)
        var names: [String: String] = [:]
        for endpoint in endpoints { _ = Self.naming(Self.segments(of: endpoint.path), as: &names) }
        let paths = routes.map { route in Self.segments(of: route.path) }
        for (route, path) in zip(routes, paths) {
            let known = Self.naming(path, as: &names)
            if taken.contains(Endpoint(method: route.method, path: Self.text(of: known))) {
                problems.append(
                    "\(route.method) \(route.path) is answered by this router already, with a route that was added before. "
                        + "Remove one of them, or change its path."
                )
            } else if let first = add(route, from: path, at: known) {
                let names = [first.name, route.name]
                let who = names.contains("") ? "" : ": by \(names.map { "'\($0)'" }.joined(separator: " and by "))"
                problems.append("\(route.method) \(route.path) is answered twice\(who). Change one of the paths.")
            }
        }
        for literal in entries {
            let path = Self.segments(of: literal.path)
            for (route, own) in zip(routes, paths)
            where own.count == path.count && zip(own, path).allSatisfy({ $0.covers($1) })
                && !taken.contains(Endpoint(method: route.method, path: literal.path))
            {
                _ = add(route, from: own, at: path)
            }
        }
        for entry in entries where entry.route.method == .get && !has(.head, at: entry.path) {
            let (captures, partial) = (entry.captures, entry.partialParameters)
            entries.append(Entry(path: entry.path, route: entry.route.forHead, captures: captures, partialParameters: partial))
        }
    }

    /// The path with its placeholders called as the first route calls them that has them.
    private static func naming(_ path: [PathSegment], as names: inout [String: String]) -> [PathSegment] {
        // What came before a placeholder decides which others are in its place.
        var place = ""
        var taken: Set<String> = []
        return path.map { segment in
            place += "/" + segment.shape
            guard let name = segment.name else { return segment }
            // Above a place, another route's name may stand for what this one calls otherwise.
            let first = names[place] ?? (taken.contains(name) ? "\(name)~\(taken.count)" : name)
            names[place] = first
            taken.insert(first)
            return segment.named(first)
        }
    }

    private func has(_ method: HTTPRequest.Method, at path: String) -> Bool {
        taken.contains(Endpoint(method: method, path: path)) || entries.contains { $0.path == path && $0.route.method == method }
    }

    /// Adds a route under a path, or returns the one that is there with its method.
    private mutating func add(_ route: Route, from own: [PathSegment], at path: [PathSegment]) -> Route? {
        let text = Self.text(of: path)
        if let first = entries.first(where: { $0.path == text && $0.route.method == route.method }) { return first.route }
        var captures: [String: Capture] = [:]
        for (own, segment) in zip(own, path) {
            guard let name = own.name else { continue }
            captures[name] = segment.name.map { .parameter($0) } ?? .literal(own.captured(from: segment.text))
        }
        let partial = path.filter { !$0.prefix.isEmpty || !$0.suffix.isEmpty }.compactMap(\.name)
        entries.append(Entry(path: text, route: route, captures: captures, partialParameters: partial))
        return nil
    }

    /// The names between braces in a path.
    static func placeholders(of path: String) -> [String] {
        segments(of: path).compactMap(\.name)
    }

    private static func text(of path: [PathSegment]) -> String {
        "/" + path.map(\.text).joined(separator: "/")
    }

    private static func segments(of path: String) -> [PathSegment] {
        path.split(separator: "/").map { PathSegment($0) }
    }
}

/// One segment of a route's path: text, or a placeholder with text before or after it.
private struct PathSegment {
    let prefix: Substring
    let name: String?
    let suffix: Substring

    init(_ text: Substring) {
        guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}") else {
            (prefix, name, suffix) = (text, nil, "")
            return
        }
        prefix = text[..<open]
        name = String(text[text.index(after: open)..<close])
        suffix = text[text.index(after: close)...]
    }

    private init(prefix: Substring, name: String, suffix: Substring) {
        self.prefix = prefix
        self.name = name
        self.suffix = suffix
    }

    func named(_ name: String) -> PathSegment {
        PathSegment(prefix: prefix, name: name, suffix: suffix)
    }

    var text: String { name.map { "\(prefix){\($0)}\(suffix)" } ?? String(prefix) }
    /// The text without the placeholder's name.
    var shape: String { name == nil ? String(prefix) : "\(prefix){}\(suffix)" }

    /// Whether whatever matches the other segment matches this one.
    func covers(_ other: PathSegment) -> Bool {
        guard name != nil else { return other.name == nil && other.prefix == prefix }
        guard other.name != nil else {
            let text = other.prefix
            return text.count > prefix.count + suffix.count && text.hasPrefix(prefix) && text.hasSuffix(suffix)
        }
        return (prefix.isEmpty && suffix.isEmpty) || (prefix == other.prefix && suffix == other.suffix)
    }

    /// What the placeholder stands for in a text that the segment covers.
    func captured(from text: String) -> String {
        String(text.dropFirst(prefix.count).dropLast(suffix.count))
    }
}
