/// What a build prints, read line by line for the errors in it.
///
/// The compiler reports an error once for the module and once more for the file: it is kept once. Progress, warnings and remarks are
/// dropped. An error that has no place in a file, such as a linker's, is told only if no other is: it only repeats that others were.
struct CompilerOutput: Sendable {
    /// What a line is.
    private enum Kind {
        /// The first line of an error that has a place in a file.
        case error
        /// A note, which belongs to the error or warning before it.
        case note
        /// The first line of a warning or remark.
        case warning
        /// A line about the build's progress.
        case progress
        /// Source code, or part of a message.
        case other
    }

    private var located: [[String]] = []
    private var others: [String] = []
    private var isInError = false
    private var isInWarning = false

    /// How many errors there are with a place in a file.
    var count: Int { located.count }

    /// The errors, each with the lines of source code that it is about.
    var errors: [String] {
        let errors = located.isEmpty ? [Self.trimmed(others)] : located
        return errors.map { $0.joined(separator: "\n") }.filter { !$0.isEmpty }
    }

    /// Reads the next line.
    mutating func read(_ line: String) {
        switch Self.kind(of: line) {
        case .error:
            endError()
            located.append([line])
            (isInError, isInWarning) = (true, false)
        case .warning:
            endError()
            isInWarning = true
        case .note where isInError: located[located.count - 1].append(line)
        case .note: break
        case .progress:
            endError()
            isInWarning = false
        case .other where isInError: located[located.count - 1].append(line)
        case .other where isInWarning: break
        case .other: if !others.contains(line) { others.append(line) }
        }
    }

    /// Ends the reading.
    mutating func finish() {
        endError()
    }

    private mutating func endError() {
        guard isInError else { return }
        isInError = false
        let error = Self.trimmed(located.removeLast())
        if !located.contains(error) { located.append(error) }
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        lines.reversed().drop(while: isEmpty).reversed()
    }

    private static func kind(of line: String) -> Kind {
        if isProgress(line) { return .progress }
        guard let match = line.firstMatch(of: #/^[^ |].*?:\d+:\d+: (error|fatal error|warning|note|remark): /#) else {
            return line.hasPrefix("warning: ") ? .warning : .other
        }
        return switch match.1 {
        case "error", "fatal error": .error
        case "note": .note
        default: .warning
        }
    }

    /// `[12/40] Compiling Guide Root.swift`, what stands before the first and behind the last of these, and clang's sum.
    private static func isProgress(_ line: String) -> Bool {
        if line.hasPrefix("["), line.prefixMatch(of: #/\[\d+\/\d+\] /#) != nil { return true }
        if line.hasPrefix("error: ") { return line.contains(" command failed with exit code ") || line == "error: fatalError" }
        return line.hasPrefix("Building for ") || line.hasPrefix("Build ") || line.hasPrefix("In file included from ")
            || line.hasSuffix(" generated.")
    }

    /// Whether a line holds nothing, or only the frame of the compiler's excerpts: ` 8 | `.
    private static func isEmpty(_ line: String) -> Bool {
        line.allSatisfy { $0 == " " || $0 == "|" || $0.isNumber }
    }
}
