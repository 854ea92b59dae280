/// A name from outside, made fit for a message: quoted, not too long, and with nothing in it that could break a log line.
struct DisplayName: CustomStringConvertible {
    /// The name in quotes.
    let description: String

    /// Makes a name fit for a message.
    ///
    /// - Parameters:
    ///   - raw: The name.
    ///   - longest: How many characters (Unicode scalars) of it are shown; an ellipsis stands for the rest.
    init(_ raw: String, longest: Int = 64) {
        var shown = String.UnicodeScalarView()
        for scalar in raw.unicodeScalars.prefix(longest) {
            shown.append(Self.breaksLines(scalar) ? "\u{FFFD}" : scalar)
        }
        let isCut = !raw.unicodeScalars.dropFirst(longest).isEmpty
        description = "\"\(String(shown))\(isCut ? "…" : "")\""
    }

    private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
