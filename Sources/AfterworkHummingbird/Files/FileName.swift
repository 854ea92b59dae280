/// Makes names that came from outside fit to be names of files.
public enum FileName {
    /// How many bytes of UTF-8 a file's name may have on common file systems.
    static let mostBytes = 255
    /// How many bytes what follows the last dot may have to count as an extension that is kept when a name is cut.
    static let mostExtensionBytes = 32

    /// A name that is safe inside a folder, as close to the given one as possible.
    ///
    /// ```swift
    /// try FileName.cleaned("../../etc/passwd")   // passwd
    /// try FileName.cleaned("C:\\me.png")         // me.png
    /// try FileName.cleaned(".htaccess")          // htaccess
    /// try FileName.cleaned("CON.txt")            // _CON.txt
    /// ```
    ///
    /// What it does, in this order: control characters go (NUL and line breaks among them); only what follows the last `/` or `\` stays;
    /// white space around it, dots at its beginning and dots at its end go; a name that Windows reserves for a device gets an underscore
    /// before it; a name of more than 255 bytes is cut between two characters, before its extension. All else stays, in the Unicode
    /// form it has. Cleaning a clean name changes nothing.
    ///
    /// - Parameter name: Any text.
    /// - Returns: A name of 1 to 255 bytes of UTF-8.
    /// - Throws: ``FileSaveError`` with status 400 if nothing is left, as of an empty name, `.`, `..` or `a/`.
    public static func cleaned(_ name: String) throws(FileSaveError) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars where scalar.properties.generalCategory != .control {
            if scalar == "/" || scalar == "\\" {
                scalars.removeAll(keepingCapacity: true)
            } else {
                scalars.append(scalar)
            }
        }
        let trimmed = trimming(scalars[...])
        guard !trimmed.isEmpty else { throw FileSaveError(.invalidName, name: name, directory: nil) }
        let unreserved = isReserved(trimmed) ? "_\(trimmed)" : trimmed
        return shortened(unreserved, adding: "")
    }

    /// A name with something added before its extension, cut so that it fits in 255 bytes.
    static func shortened(_ name: String, adding suffix: String) -> String {
        let (stem, fileExtension) = parts(of: name)
        let room = mostBytes - suffix.utf8.count - fileExtension.utf8.count
        guard stem.utf8.count > room else { return stem + suffix + fileExtension }
        let cut = prefix(of: stem, bytes: room)
        return (suffix.isEmpty && fileExtension.isEmpty ? trimming(cut.unicodeScalars[...]) : cut) + suffix + fileExtension
    }

    /// What comes before the last dot, and the rest, which is empty if it is too long for an extension.
    private static func parts(of name: String) -> (stem: String, fileExtension: String) {
        let scalars = name.unicodeScalars
        guard let dot = scalars.lastIndex(of: "."), dot > scalars.startIndex else { return (name, "") }
        let fileExtension = String(scalars[dot...])
        guard fileExtension.utf8.count <= mostExtensionBytes else { return (name, "") }
        return (String(scalars[..<dot]), fileExtension)
    }

    /// As many whole characters as fit. A character can be of any length (letters with hundreds of accents): if not even the first one
    /// fits, it is cut between two scalars.
    private static func prefix(of text: String, bytes most: Int) -> String {
        var count = 0
        let characters = text.prefix { character in
            count += character.utf8.count
            return count <= most
        }
        guard characters.isEmpty else { return String(characters) }
        count = 0
        return String(
            text.unicodeScalars.prefix { scalar in
                count += UTF8.width(scalar)
                return count <= most
            }
        )
    }

    private static func trimming(_ scalars: String.UnicodeScalarView.SubSequence) -> String {
        let isTrimmed: (Unicode.Scalar) -> Bool = { $0 == "." || $0.properties.isWhitespace }
        var rest = scalars.drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return String(rest)
    }

    /// Whether Windows takes a name for a device, whatever its extension ("Naming Files, Paths, and Namespaces").
    private static func isReserved(_ name: String) -> Bool {
        let stem = trimming(name.unicodeScalars.prefix { $0 != "." }).uppercased()
        if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(stem) { return true }
        return stem.unicodeScalars.count == 4 && (stem.hasPrefix("COM") || stem.hasPrefix("LPT"))
            && stem.unicodeScalars.last.map { "123456789¹²³".unicodeScalars.contains($0) } ?? false
    }
}
