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

    /// How many letters to insert, delete, replace or swap with their neighbour.
    static func editDistance(from start: String, to end: String) -> Int {
        let (start, end) = (Array(start), Array(end))
        var before: [Int] = []
        var row = Array(0...end.count)
        for index in start.indices {
            var next = [index + 1]
            for column in end.indices {
                let replaced = row[column] + (start[index] == end[column] ? 0 : 1)
                var distance = min(replaced, row[column + 1] + 1, next[column] + 1)
                if index > 0, column > 0, start[index] == end[column - 1], start[index - 1] == end[column] {
                    distance = min(distance, before[column - 1] + 1)
                }
                next.append(distance)
            }
            (before, row) = (row, next)
        }
        return row[end.count]
    }
}
