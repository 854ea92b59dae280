import TestSupport

/// Damages bodies and cuts them into chunks at random.
struct Mutation {
    var random: SplitMix64

    /// Bytes that mean something to a parser, so that damage is not only noise.
    private static let pieces: [[UInt8]] = ["\r", "\n", "\r\n", "--", "\r\n--b", "\r\n--b--", "\"", ";", "%22", ":", " ", "\0", "\u{FC}"]
        .map { Array($0.utf8) }

    /// A body with one to four changes: a byte flipped, bytes removed, repeated, or put in, or the end cut off.
    mutating func damaged(_ body: [UInt8]) -> [UInt8] {
        var body = body
        for _ in 0..<Int.random(in: 1...4, using: &random) where !body.isEmpty {
            let index = Int.random(in: 0..<body.count, using: &random)
            let end = min(body.count, index + Int.random(in: 1...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: body[index] = UInt8.random(in: .min ... .max, using: &random)
            case 1: body.removeSubrange(index..<end)
            case 2: body.insert(contentsOf: body[index..<end], at: index)
            case 3: body.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: index)
            case 4: body.removeLast(body.count - index)
            default: body.swapAt(index, end - 1)
            }
        }
        return body
    }

    /// The sizes of the chunks to send a body in.
    mutating func chunkSizes(of count: Int) -> [Int] {
        let most = [1, 3, 17, 80, count + 1].randomElement(using: &random) ?? 1
        var sizes: [Int] = []
        var left = count
        while left > 0 {
            sizes.append(min(left, Int.random(in: 1...most, using: &random)))
            left -= sizes[sizes.count - 1]
        }
        return sizes
    }
}
