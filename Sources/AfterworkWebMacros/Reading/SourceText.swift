/// A Swift string literal that means exactly `text`, on one line.
func stringLiteral(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": literal += "\\\""
        case "\\": literal += "\\\\"
        case "\n": literal += "\\n"
        case "\r": literal += "\\r"
        case "\t": literal += "\\t"
        case let control where control.value < 0x20 || control.value == 0x7F:
            literal += "\\u{" + String(control.value, radix: 16) + "}"
        default: literal.unicodeScalars.append(scalar)
        }
    }
    return literal + "\""
}

/// The label of an argument, from the name as its declaration writes it.
///
/// Swift warns of backticks that a label doesn't need: all keywords may stand there bare but three.
func argumentLabel(_ name: String) -> String {
    let bare = unquoted(name)
    let isPlain = bare.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } && !["inout", "let", "var"].contains(bare)
    return isPlain ? bare : name
}

/// A name without the backticks that it may be written in.
func unquoted(_ name: String) -> String {
    guard name.count > 2, name.hasPrefix("`"), name.hasSuffix("`") else { return name }
    return String(name.dropFirst().dropLast())
}
