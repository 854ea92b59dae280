public import AfterworkJSON

/// Reads a JSON body into values, and collects everything that does not fit instead of stopping at the first.
public struct SchemaDecoder {
    /// What did not fit so far.
    public private(set) var faults: [ValidationFault] = []

    var reader: JSONReader
    private var location: [ValidationFault.Step]
    private var openObjects: [OpenObject] = []
    private var closedObject = ClosedObject(text: 0..<0, firstFault: 0, keys: [])

    private struct OpenObject {
        let start: Int
        /// How many faults there were before it.
        let firstFault: Int
    }

    private struct ClosedObject {
        let text: Range<Int>
        let firstFault: Int
        let keys: SchemaKeys
    }

    init(_ bytes: [UInt8], at location: [ValidationFault.Step]) {
        reader = JSONReader(bytes)
        self.location = location
    }

    /// Reads the whole text as one value. A text that is not JSON has just that fault.
    mutating func decodeDocument<Value: SchemaValue>(_ type: Value.Type) -> Value? {
        do {
            let value = try Value.decode(from: &self)
            try reader.readEnd()
            return value
        } catch {
            faults = [.malformed(error)]
            return nil
        }
    }

    /// Begins an object.
    ///
    /// - Returns: Whether there is one; if not, a fault was recorded and the value was skipped.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    public mutating func beginObject() throws(SchemaSyntaxError) -> Bool {
        guard try reader.peek() == .object else {
            let input = try skip()
            record(.notAnObject(at: location, input: input))
            return false
        }
        openObjects.append(OpenObject(start: reader.offset, firstFault: faults.count))
        try reader.beginObject()
        return true
    }

    /// Goes to the next field of the object, skipping those that are not known.
    ///
    /// - Parameter keys: The names of the fields that are known.
    /// - Returns: The field's place in the keys, or nil at the object's end.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    public mutating func nextField(_ keys: SchemaKeys) throws(SchemaSyntaxError) -> Int? {
        while let key = try reader.nextKey(keys) {
            switch key {
            case .known(let index): return index
            case .unknown: try reader.skipValue()
            }
        }
        if let object = openObjects.popLast() { close(object, keys: keys) }
        return nil
    }

    /// Reads the value of a field.
    ///
    /// - Parameter name: The field's name, for the location of faults.
    /// - Returns: The value, or nil if a fault was recorded.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    public mutating func value<Value: SchemaValue>(_ name: String) throws(SchemaSyntaxError) -> Value? {
        try decode(at: .field(name))
    }

    /// Records that a field is missing from the object that has just ended.
    ///
    /// - Parameter name: The field's name.
    public mutating func missing(_ name: String) {
        guard faults.count < Self.mostFaults else { return }
        let fault = ValidationFault.missing(location + [.field(name)], input: reader.text(in: closedObject.text))
        let position = order(of: fault)
        let place = faults[min(closedObject.firstFault, faults.count)...].firstIndex { order(of: $0) > position }
        faults.insert(fault, at: place ?? faults.endIndex)
    }

    /// Puts the faults of an object in the order in which its fields are declared, however they were sent.
    private mutating func close(_ object: OpenObject, keys: SchemaKeys) {
        closedObject = ClosedObject(text: object.start..<reader.offset, firstFault: object.firstFault, keys: keys)
        guard faults.count > object.firstFault + 1 else { return }
        let ordered = faults[object.firstFault...].enumerated().sorted {
            (order(of: $0.element), $0.offset) < (order(of: $1.element), $1.offset)
        }
        faults.replaceSubrange(object.firstFault..., with: ordered.map(\.element))
    }

    /// The place of the field, among those of the object that has just ended, in which a fault was found.
    private func order(of fault: ValidationFault) -> Int {
        guard fault.location.count > location.count, case .field(let name) = fault.location[location.count] else { return 0 }
        return closedObject.keys.index(of: name) ?? 0
    }

    /// Finds which kind of object comes next, by its field `type`.
    ///
    /// - Parameter tags: What the field may say.
    /// - Returns: Which of them it says; nil if a fault was recorded and the value was skipped. The object itself is still to be read.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    public mutating func variant(_ tags: [String]) throws(SchemaSyntaxError) -> Int? {
        guard try reader.peek() == .object else {
            let input = try skip()
            record(.notAnObject(at: location, input: input))
            return nil
        }
        let tag = try tag()
        if let tag, let index = tags.firstIndex(of: tag) { return index }
        let input = try skip()
        let fault: ScalarFault = tag.map { .unknownTag($0, known: tags) } ?? .missingTag
        record(ValidationFault(fault, at: location, input: input))
        return nil
    }

    /// What the field `type` of the next object says: a string, or the text of whatever else is there.
    private func tag() throws(SchemaSyntaxError) -> String? {
        var probe = reader
        var tag: String?
        try probe.beginObject()
        while let key = try probe.nextKey() {
            if key == "type", try probe.peek() == .string {
                tag = try probe.readString()
            } else {
                let range = try probe.skipValue()
                if key == "type" { tag = probe.text(in: range).description }
            }
        }
        return tag
    }

    mutating func decode<Value: SchemaValue>(at step: ValidationFault.Step) throws(SchemaSyntaxError) -> Value? {
        location.append(step)
        defer { location.removeLast() }
        // Of several fields of one name the last one counts, and so do its faults.
        if !faults.isEmpty { faults.removeAll { $0.location.starts(with: location) } }
        return try Value.decode(from: &self)
    }

    /// Skips a value of the wrong kind and records the fault.
    mutating func refuse(type: String, message: String) throws(SchemaSyntaxError) {
        let input = try skip()
        record(ValidationFault(type: type, at: location, message: message, input: input))
    }

    /// Records a fault of a value that was read already.
    mutating func refuse(_ fault: ScalarFault, readFrom start: Int) {
        record(ValidationFault(fault, at: location, input: reader.text(in: start..<reader.offset)))
    }

    /// Where the next value begins.
    mutating func startOfValue() throws(SchemaSyntaxError) -> Int {
        _ = try reader.peek()
        return reader.offset
    }

    private mutating func skip() throws(SchemaSyntaxError) -> RawJSON {
        let range = try reader.skipValue()
        return reader.text(in: range)
    }

    private mutating func record(_ fault: ValidationFault) {
        // A value that is refused already needs no more reasons: a small body could otherwise ask for a very large answer.
        if faults.count < Self.mostFaults { faults.append(fault) }
    }

    /// How many faults are told at once.
    static let mostFaults = 100
}

extension ScalarFault {
    fileprivate static let missingTag = ScalarFault(
        type: "union_tag_not_found",
        message: "Unable to extract tag using discriminator 'type'",
        context: [.init("discriminator", "'type'")]
    )

    fileprivate static func unknownTag(_ tag: String, known tags: [String]) -> ScalarFault {
        let expected = tags.map { "'\($0)'" }.joined(separator: ", ")
        return ScalarFault(
            type: "union_tag_invalid",
            message: "Input tag '\(tag)' found using 'type' does not match any of the expected tags: \(expected)",
            context: [.init("discriminator", "'type'"), .init("tag", tag), .init("expected_tags", expected)]
        )
    }
}
