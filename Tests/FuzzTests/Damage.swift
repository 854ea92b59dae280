import TestSupport

/// Damages inputs at random.
struct Damage {
    var random: SplitMix64
    let inputs: [[UInt8]]

    /// Bytes that mean something to one parser or another, so that damage is not only noise.
    private static let pieces: [[UInt8]] = [
        "\r\n", "\n", "--", "\r\n--b", "\"", "\\", "\\u00", "{", "}", "[", "]", ":", ",", ";", "&", "=", "%", "+", " ", "\0", "\u{FC}", "0",
        "-1",
        "1e9", "null", "true", "GET / HTTP/1.1\r\n\r\n", "Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n",
    ].map { Array($0.utf8) }

    /// An input with one to five changes: a byte set, bytes removed, repeated, exchanged or put in, the end cut off or taken from another
    /// input.
    mutating func next() -> [UInt8] {
        var input = inputs.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...5, using: &random) where !input.isEmpty {
            let index = Int.random(in: 0..<input.count, using: &random)
            let end = min(input.count, index + Int.random(in: 1...16, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0: input[index] = UInt8.random(in: .min ... .max, using: &random)
            case 1: input.removeSubrange(index..<end)
            case 2: input.insert(contentsOf: input[index..<end], at: index)
            case 3, 4: input.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: index)
            case 5: input.removeLast(input.count - index)
            case 6: input = input[..<index] + (inputs.randomElement(using: &random) ?? []).suffix(input.count - index)
            default: input.swapAt(index, end - 1)
            }
        }
        return input
    }
}
