/// Encodes one value at the end of a text.
final class ValueEncoder: Encoder {
    let text: EncodedText
    let start: EncodedText.Mark

    /// The value that it is a part of, and where.
    private let parent: ValueEncoder?
    private let key: (any CodingKey)?
    private let substitute: ((any Encodable) -> RawJSON?)?

    /// What the value has turned out to be so far.
    private var content = Content.nothing
    private(set) var turn: Int

    /// How many elements it has, if it is an array.
    var count = 0

    private enum Content {
        case nothing
        case scalar
        case object
        case array
    }

    init(text: EncodedText, substitute: ((any Encodable) -> RawJSON?)?) {
        self.text = text
        self.substitute = substitute
        start = text.mark
        turn = text.takeTurn()
        parent = nil
        key = nil
    }

    /// The encoder of a part of a value.
    init(within parent: ValueEncoder, at key: any CodingKey, text: EncodedText) {
        self.text = text
        self.parent = parent
        self.key = key
        substitute = parent.substitute
        start = text.mark
        turn = text.takeTurn()
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    var codingPath: [any CodingKey] {
        let outer = parent?.codingPath ?? []
        return key.map { outer + [$0] } ?? outer
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if content != .object, isOnTurn {
            begin(.object)
            text.writer.beginObject()
        }
        return KeyedEncodingContainer(MemberEncoder(encoder: self, turn: turn))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if content != .array, isOnTurn {
            begin(.array)
            count = 0
            text.writer.beginArray()
        }
        return ElementEncoder(encoder: self, turn: turn)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        WholeValueEncoder(encoder: self)
    }

    /// Ends the value. One that has encoded nothing is an empty object.
    func finish() {
        switch content {
        case .nothing: text.writer.write(RawJSON.emptyObject)
        case .scalar: break
        case .object: text.writer.endObject()
        case .array: text.writer.endArray()
        }
    }
}

extension ValueEncoder {
    private var isOnTurn: Bool { turn == text.turn }

    /// Starts anew if the value has been something else before, so that the last thing that it encodes itself as counts.
    private func begin(_ content: Content) {
        if self.content != .nothing {
            text.rewind(to: start)
            turn = text.takeTurn()
        }
        self.content = content
    }

    /// Has a value encode itself with this encoder.
    func encode(_ value: some Encodable) throws {
        if let substitute, let raw = substitute(value) {
            content = .scalar
            text.writer.write(raw)
        } else {
            try value.encode(to: self)
        }
    }

    /// Has a value be all that this encoder encodes.
    func encodeWhole(_ value: some Encodable) throws {
        try requireTurn(turn, value)
        begin(.nothing)
        do {
            if try encodeScalar(value, at: nil) { content = .scalar } else { try encode(value) }
        } catch {
            begin(.nothing)
            throw error
        }
    }

    func encodeWholeNil() throws {
        try requireTurn(turn, Any?.none as Any)
        begin(.scalar)
        text.writer.writeNull()
    }

    /// Has a value encode itself as a part of this one.
    @inline(__always)
    func encodePart(_ value: some Encodable, at key: @autoclosure () -> any CodingKey) throws {
        if try !encodeScalar(value, at: key()) { try encodeCustom(value, at: key()) }
    }

    private func encodeCustom(_ value: some Encodable, at key: any CodingKey) throws {
        let part = ValueEncoder(within: self, at: key, text: text)
        defer { text.giveTurn(backTo: turn) }
        try part.encode(value)
        part.finish()
    }

    /// The encoder of a part of this value that is encoded later, in any order.
    func laterPart(at key: any CodingKey, isOnTurn: Bool) -> ValueEncoder {
        let part = ValueEncoder(within: self, at: key, text: EncodedText())
        if isOnTurn { text.leaveGap(for: part) } else { part.text.giveTurn(backTo: 0) }
        return part
    }

    /// Whatever is encoded into a value that is complete, or while another is being encoded, has no place in the text.
    @inline(__always)
    func requireTurn(_ turn: Int, _ value: @autoclosure () -> Any) throws {
        guard turn == text.turn else { throw outOfTurn(value()) }
    }

    @inline(never)
    private func outOfTurn(_ value: Any) -> EncodingError {
        let description = "It was encoded into a container that was complete already, or while another value was being encoded."
        return .invalidValue(value, .init(codingPath: codingPath, debugDescription: description))
    }
}
