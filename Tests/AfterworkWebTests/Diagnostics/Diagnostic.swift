/// What the compiler says about one place in a file.
struct Diagnostic: Hashable {
    enum Severity: String {
        case error, warning, note
    }

    var file: String
    var line: Int
    var column: Int
    let severity: Severity
    var message: String

    /// `4:10: error: The path …`
    var text: String { "\(line):\(column): \(severity.rawValue): \(message)" }

    /// Reads a line of the compiler's output; nil where it is a line of source or of carets.
    init?(_ output: Substring) {
        let match = output.prefixMatch(
            of: #/(?<file>.+?):(?<line>[0-9]+):(?<column>[0-9]+): (?<severity>error|warning|note): /#
        )
        guard let match, let line = Int(match.line), let column = Int(match.column),
            let severity = Severity(rawValue: String(match.severity))
        else { return nil }
        self.severity = severity
        file = String(match.file)
        self.line = line
        self.column = column
        message = String(output[match.range.upperBound...].replacing(#/ \(from macro '[^']*'\)$/#, with: ""))
    }

    /// What the user sees, in the order of places.
    ///
    /// Where a macro's code is at fault, the compiler names the macro in a note, and that is the place that the user knows. Notes on
    /// declarations of this package are left out.
    static func all(in output: String, files: Set<String>) -> [Diagnostic] {
        var seen: [Diagnostic] = []
        var hidden: Diagnostic?
        for diagnostic in output.split(separator: "\n").compactMap(Diagnostic.init) {
            if let macro = diagnostic.message.prefixMatch(of: #/in expansion of macro '(?<name>[A-Za-z]+) ?'/#) {
                guard var inside = hidden else { continue }
                (inside.file, inside.line, inside.column) = (diagnostic.file, diagnostic.line, diagnostic.column)
                inside.message += " (in what '@\(macro.name)' writes)"
                seen.append(inside)
                hidden = nil
            } else if files.contains(diagnostic.file) {
                seen.append(diagnostic)
            } else if diagnostic.severity != .note {
                hidden = diagnostic
            }
        }
        return seen.sorted {
            ($0.line, $0.column, $0.severity.rawValue, $0.message) < ($1.line, $1.column, $1.severity.rawValue, $1.message)
        }
    }
}
