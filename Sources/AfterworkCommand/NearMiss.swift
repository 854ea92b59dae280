/// Finds the name that was probably meant where another was written.
enum NearMiss {
    /// The closest of some names.
    ///
    /// - Parameters:
    ///   - name: What was written.
    ///   - names: What could have been meant.
    /// - Returns: The name that the fewest typing mistakes separate from what was written, capital or not; nil where that is more than
    ///   a third of the letters.
    static func of(_ name: String, among names: [String]) -> String? {
        names
            .map { (name: $0, distance: distance(from: name.lowercased(), to: $0.lowercased())) }
            .filter { $0.distance <= max(1, name.count / 3) }
            .min { $0.distance < $1.distance }?
            .name
    }

    /// How many letters to insert, delete or replace (Levenshtein), or to swap with their neighbour (Damerau).
    private static func distance(from start: String, to end: String) -> Int {
        let start = Array(start)
        let end = Array(end)
        var rows = [Array(0...end.count)]
        for row in start.indices {
            var next = [row + 1]
            for column in end.indices {
                var best = min(next[column], rows[row][column + 1]) + 1
                best = min(best, rows[row][column] + (start[row] == end[column] ? 0 : 1))
                if row > 0, column > 0, start[row] == end[column - 1], start[row - 1] == end[column] {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[start.count][end.count]
    }
}
