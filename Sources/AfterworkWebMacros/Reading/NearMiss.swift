/// Finds the name that was probably meant where another was written.
enum NearMiss {
    /// The closest of `candidates`, or `nil` where none is close enough to be worth a suggestion.
    ///
    /// Close is a name that a few typing mistakes separate (a third of its letters at most), or one of which the other is the first
    /// or last part: `id` and `product` for `product_id`.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let limit = max(1, name.count / 3)
        let typo =
            candidates
            .map { (name: $0, distance: editDistance(from: name, to: $0)) }
            .filter { $0.distance <= limit }
            .min { $0.distance < $1.distance }
        if let typo { return typo.name }
        return candidates.first { isPart(name, of: $0) || isPart($0, of: name) }
    }

    private static func isPart(_ part: String, of name: String) -> Bool {
        name.hasPrefix(part + "_") || name.hasSuffix("_" + part)
    }

    /// How many letters to insert, delete or replace (Levenshtein).
    static func editDistance(from start: String, to end: String) -> Int {
        let target = Array(end)
        var row = Array(0...target.count)
        for (index, letter) in start.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in target.indices {
                let replaced = diagonal + (letter == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[target.count]
    }
}
