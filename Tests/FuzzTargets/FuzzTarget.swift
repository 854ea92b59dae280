/// A part of the library that is fed bytes from anywhere, and what must hold whatever they are.
///
/// `make fuzz` feeds it with inputs that libFuzzer finds, `make test` with the corpus of those that were worth keeping.
public protocol FuzzTarget: Sendable {
    /// Feeds the part with one input.
    ///
    /// - Parameter input: The bytes.
    /// - Throws: ``Finding`` where something does not hold. What crashes or hangs says so itself.
    func check(_ input: [UInt8]) async throws
}

/// Something that does not hold for an input.
public struct Finding: Error, CustomStringConvertible {
    /// What it is.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Says what must hold.
func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws(Finding) {
    guard holds else { throw Finding(otherwise()) }
}
