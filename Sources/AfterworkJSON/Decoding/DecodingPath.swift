/// The way to a value, from the inside out. It is only put together for errors, and for types that ask.
final class DecodingPath {
    private let key: any CodingKey
    private let parent: DecodingPath?

    init(_ key: any CodingKey, in parent: DecodingPath?) {
        self.key = key
        self.parent = parent
    }

    /// The keys of a path, from the outside in.
    static func keys(of path: DecodingPath?) -> [any CodingKey] {
        var keys: [any CodingKey] = []
        var place = path
        while let next = place {
            keys.append(next.key)
            place = next.parent
        }
        return keys.reversed()
    }
}
