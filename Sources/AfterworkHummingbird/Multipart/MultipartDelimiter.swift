/// The line break, two dashes and boundary that end a part's content (`delimiter`, RFC 2046 section 5.1.1).
struct MultipartDelimiter {
    /// Where content ends, as far as the bytes at hand tell.
    enum Finding: Hashable {
        /// The first `count` bytes are content. What follows them, if anything, may be the begin of a delimiter.
        case content(count: Int)
        /// A delimiter of `length` bytes begins after `count` bytes of content. The length of a closing one includes its two dashes.
        case delimiter(count: Int, length: Int, isClosing: Bool)
    }

    /// The delimiter's bytes. A carriage return is the first of them and is nowhere else in them.
    let bytes: [UInt8]

    /// Makes the delimiter of a boundary.
    init(boundary: String) {
        bytes = Array("\r\n--\(boundary)".utf8)
    }

    /// Looks for the first delimiter, in one pass over the bytes.
    ///
    /// A boundary counts as one only if its line could end there: white space, a line break or two dashes follow. `--b` is not found
    /// in `--bX`, because the boundary of a form inside this form may begin like ours.
    func search(_ content: UnsafeRawBufferPointer) -> Finding {
        var start = 0
        while let candidate = content.firstIndex(of: ASCII.carriageReturn, from: start) {
            let matched = matchingBytes(in: content, from: candidate)
            let end = candidate + matched
            guard end < content.count else { return .content(count: candidate) }
            if matched == bytes.count {
                switch ending(in: content, from: end) {
                case .undecided: return .content(count: candidate)
                case .boundary: return .delimiter(count: candidate, length: matched, isClosing: false)
                case .closing: return .delimiter(count: candidate, length: matched + 2, isClosing: true)
                case .none: break
                }
            }
            // No delimiter can begin inside what matched, so no byte is looked at again.
            start = end
        }
        return .content(count: content.count)
    }

    private enum Ending {
        case none, undecided, boundary, closing
    }

    private func ending(in content: UnsafeRawBufferPointer, from index: Int) -> Ending {
        let expected: (second: UInt8, ending: Ending)
        switch content[index] {
        case ASCII.space, ASCII.tab: return .boundary
        case ASCII.carriageReturn: expected = (ASCII.lineFeed, .boundary)
        case ASCII.dash: expected = (ASCII.dash, .closing)
        default: return .none
        }
        guard index + 1 < content.count else { return .undecided }
        return content[index + 1] == expected.second ? expected.ending : .none
    }

    private func matchingBytes(in content: UnsafeRawBufferPointer, from index: Int) -> Int {
        let most = min(bytes.count, content.count - index)
        var matched = 0
        while matched < most, content[index + matched] == bytes[matched] { matched += 1 }
        return matched
    }
}
