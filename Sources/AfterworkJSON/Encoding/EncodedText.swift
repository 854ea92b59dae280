/// Text that is being encoded, with gaps for values that are encoded later.
///
/// Nearly every value encodes its parts in the order of the text, and so they are written where they belong at once. Only what a value
/// asks to encode out of that order, by a nested container or by an encoder for its superclass, becomes a text of its own, which is put in
/// its gap when all is encoded.
final class EncodedText {
    var writer: JSONWriter

    /// Who may write: the encoder whose value it is by now. Others would write in the midst of it.
    private(set) var turn = 0
    private var turns = 0

    private var gaps: [(offset: Int, value: ValueEncoder)] = []

    init() {
        writer = JSONWriter(reservingCapacity: 64)
    }

    /// Takes what a writer has written so far, without copying it; ``finish()`` gives it back.
    init(continuing other: inout JSONWriter) {
        writer = JSONWriter(reservingCapacity: 0)
        swap(&writer, &other)
    }

    /// Gives the turn to a value, and says which it is.
    func takeTurn() -> Int {
        turns &+= 1
        turn = turns
        return turn
    }

    /// Gives the turn back to whose it was.
    func giveTurn(backTo turn: Int) {
        self.turn = turn
    }

    /// Leaves a gap for a value that is encoded later.
    func leaveGap(for value: ValueEncoder) {
        writer.separate()
        gaps.append((writer.bytes.count, value))
    }

    /// Everything, the gaps filled. Nobody may write from now on.
    func finish() -> JSONWriter {
        turn = 0
        if !gaps.isEmpty {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(writer.bytes.count * 2)
            append(to: &bytes)
            writer.bytes = bytes
        }
        return writer
    }

    private func append(to bytes: inout [UInt8]) {
        var written = 0
        for gap in gaps {
            bytes.append(contentsOf: writer.bytes[written..<gap.offset])
            gap.value.finish()
            gap.value.text.append(to: &bytes)
            written = gap.offset
        }
        bytes.append(contentsOf: writer.bytes[written...])
    }
}

extension EncodedText {
    /// A state of the text to which it can be taken back.
    struct Mark {
        let count: Int
        let needsComma: Bool
        let gaps: Int
    }

    @inline(__always)
    var mark: Mark {
        Mark(count: writer.bytes.count, needsComma: writer.needsComma, gaps: gaps.count)
    }

    /// Drops what was written since.
    func rewind(to mark: Mark) {
        writer.bytes.removeLast(writer.bytes.count - mark.count)
        writer.needsComma = mark.needsComma
        gaps.removeLast(gaps.count - mark.gaps)
    }
}
