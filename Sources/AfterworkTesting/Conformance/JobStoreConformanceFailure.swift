/// A store does not do what ``/Afterwork/JobStore`` promises.
public struct JobStoreConformanceFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing that is not as promised.
    public struct Fault: Sendable, Hashable, CustomStringConvertible {
        /// The name of the check that found it.
        public let check: String
        /// What was expected, and what was found.
        public let text: String
        /// The file and line of the suite that say what is expected.
        public let place: String

        /// The text with its place.
        public var description: String { "\(text) (\(place))" }
    }

    /// What is not as promised, in the order in which it was found.
    public let faults: [Fault]

    /// All faults, each in a line of its own below the name of its check.
    public var description: String {
        var lines: [String] = []
        var check: String?
        for fault in faults {
            if fault.check != check { lines.append("The store fails this check: \(fault.check)") }
            check = fault.check
            lines.append("  - \(fault)")
        }
        return lines.joined(separator: "\n")
    }
}
