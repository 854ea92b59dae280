// How a policy that differs from its job type's is stored with the job.

extension RetryPolicy: LosslessStringConvertible {
    /// The policy in a line, times in microseconds: `exponential 2000000 3600000000 10`.
    public var description: String {
        switch waits {
        case .exponential(let first, let longest):
            "exponential \(first.wholeMicroseconds) \(longest.wholeMicroseconds) \(maximumAttempts)"
        case .fixed(let wait): "fixed \(wait.wholeMicroseconds) \(maximumAttempts)"
        case .listed(let waits): (["after"] + waits.map { "\($0.wholeMicroseconds)" }).joined(separator: " ")
        }
    }

    /// Reads a policy from its line.
    ///
    /// - Parameter description: What ``description`` wrote.
    public init?(_ description: String) {
        let words = description.split(separator: " ")
        let numbers = words.dropFirst().compactMap { Int64($0) }
        guard let kind = words.first, numbers.count == words.count - 1, numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        switch (kind, numbers.count) {
        case ("exponential", 3):
            self = .exponential(from: .microseconds(numbers[0]), upTo: .microseconds(numbers[1]), maximumAttempts: Int(numbers[2]))
        case ("fixed", 2): self = .fixed(.microseconds(numbers[0]), maximumAttempts: Int(numbers[1]))
        case ("after", _): self = .after(numbers.map { .microseconds($0) })
        default: return nil
        }
    }
}
