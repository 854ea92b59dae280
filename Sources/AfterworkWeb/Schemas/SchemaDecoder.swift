public import AfterworkJSON

/// The beginning of an object that a ``SchemaDecoder`` reads.
public struct SchemaObject: Sendable {
    let start: Int
    /// How many faults there were before it.
    let firstFault: Int
}

/// Reads a JSON body into values, and collects everything that does not fit instead of stopping at the first.
public struct SchemaDecoder {
    /// What did not fit so far.
    public private(set) var faults: [ValidationFault] = []
    /// How many faults were recorded, those that were forgotten counted.
    private var recorded = 0

    @usableFromInline var reader: JSONReader
    /// The way to the object or array that is being read, and from there to the value that is.
    private var containers: [Container] = []
    @usableFromInline var step: ValidationFault.Step

    /// The object that fields were last found missing from, and what their faults tell of it.
    private var incomplete: (start: Int, text: RawJSON)?

    private struct Container {
        let step: ValidationFault.Step
        /// How many faults there were before it.
        let firstFault: Int
    }

    private var location: [ValidationFault.Step] { containers.map(\.step) + [step] }

    @usableFromInline
    init(_ bytes: [UInt8], at place: ValidationFault.Step) {
        reader = JSONReader(bytes)
        step = place
        // Deeper than most bodies go, so that it need not grow.
        containers.reserveCapacity(8)
    }

    /// Reads the whole text as one value. A text that is not JSON has just that fault.
    @inlinable
    mutating func decodeDocument<Value: SchemaValue>(_ type: Value.Type) -> Value? {
        do {
            let value = try Value.decode(from: &self)
            try reader.readEnd()
            return value
        } catch {
            refuseText(error)
            return nil
        }
    }

    @usableFromInline
    mutating func refuseText(_ error: SchemaSyntaxError) {
        faults = [.malformed(error)]
    }

    /// Begins an object.
    ///
    /// - Returns: Its beginning; nil if there is none: then a fault was recorded and the value was skipped.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    public mutating func beginObject() throws(SchemaSyntaxError) -> SchemaObject? {
        guard try reader.peek() == .object else {
            let input = try skip()
            record(.notAnObject(at: location, input: input))
            return nil
        }
        let object = SchemaObject(start: reader.offset, firstFault: faults.count)
        try reader.beginObject()
        containers.append(Container(step: step, firstFault: faults.count))
        return object
    }

    /// Goes to the next field of the object, skipping those that are not known.
    ///
    /// - Parameter keys: The names of the fields that are known.
    /// - Returns: The field's place in the keys, or nil at the object's end.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    @inlinable
    public mutating func nextField(_ keys: SchemaKeys) throws(SchemaSyntaxError) -> Int? {
        while let key = try reader.nextKey(keys) {
            switch key {
            case .known(let index): return index
            case .unknown: try reader.skipValue()
            }
        }
        leaveContainer()
        return nil
    }

    /// Reads the value of a field.
    ///
    /// - Parameter name: The field's name, for the location of faults.
    /// - Returns: The value, or nil if a fault was recorded.
    /// - Throws: ``SchemaSyntaxError`` if the text is not JSON.
    @inlinable
    public mutating func value<Value: SchemaValue>(_ name: String) throws(SchemaSyntaxError) -> Value? {
        try decode(at: .field(name))
    }

    /// Records that a field is missing from the object that has just ended.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - object: The object, as its beginning was found.
    public mutating func missing(_ name: String, from object: SchemaObject) {
        guard hasRoom else { return }
        record(.missing(location + [.field(name)], input: beginning(of: object)))
    }

    /// What is told of an object that has just ended. A body's many small and nested objects must not cost more than it has bytes: the
    /// text is taken once for all fields, and no more than the beginning of a long one.
    private mutating func beginning(of object: SchemaObject) -> RawJSON {
        if let incomplete, incomplete.start == object.start { return incomplete.text }
        let end = min(reader.offset, object.start + Self.mostBytesTold)
        let text = reader.text(in: object.start..<end)
        let whole = end == reader.offset ? text : RawJSON(string: text.description + "…")
        let told = whole.shortened(to: ValidationFault.longestInput)
        incomplete = (object.start, told)
        return told
    }

    /// Takes note that all fields of an object that has ended were read or found missing: its faults are told in the order in which the
    /// fields are declared, however they were sent.
    ///
    /// - Parameters:
    ///   - object: The object, as its beginning was found.
    ///   - keys: The names of its fields, in the order declared.
    public mutating func endObject(_ object: SchemaObject, _ keys: SchemaKeys) {
        guard faults.count > object.firstFault + 1 else { return }
        let depth = location.count
        let ordered = faults[object.firstFault...].enumerated().map { offset, fault in
            guard fault.location.count > depth, case .field(let name) = fault.location[depth] else { return (0, offset, fault) }
            return (keys.index(of: name) ?? 0, offset, fault)
        }
        .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        faults.replaceSubrange(object.firstFault..., with: ordered.map(\.2))
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

    /// Begins an array, which the caller has seen.
    @usableFromInline
    mutating func beginArray() throws(SchemaSyntaxError) {
        try reader.beginArray()
        containers.append(Container(step: step, firstFault: faults.count))
    }

    /// Whether the array has another element; false at its end.
    @usableFromInline
    mutating func nextElement() throws(SchemaSyntaxError) -> Bool {
        if try reader.nextElement() { return true }
        leaveContainer()
        return false
    }

    /// The next key of an object of any keys, or nil at its end.
    @usableFromInline
    mutating func nextKey() throws(SchemaSyntaxError) -> String? {
        if let key = try reader.nextKey() { return key }
        leaveContainer()
        return nil
    }

    @usableFromInline
    mutating func leaveContainer() {
        if let container = containers.popLast() { step = container.step }
    }

    /// Reads a value in the object or array.
    @inlinable
    mutating func decode<Value: SchemaValue>(at step: ValidationFault.Step) throws(SchemaSyntaxError) -> Value? {
        self.step = step
        // Of several fields of one name the last one counts, and so do its faults.
        if !faults.isEmpty { forgetFaults() }
        return try Value.decode(from: &self)
    }

    /// Forgets the faults of the field that is about to be read, and of all in it. An element cannot come twice, nor can a field in
    /// another object, so only the object's own faults are looked at.
    @usableFromInline
    mutating func forgetFaults() {
        guard case .field = step, let object = containers.last, faults.count > object.firstFault else { return }
        let (depth, field) = (containers.count, step)
        let isForgotten = { (fault: ValidationFault) in fault.location.count > depth && fault.location[depth] == field }
        guard let first = faults[object.firstFault...].firstIndex(where: isForgotten) else { return }
        faults.replaceSubrange(first..., with: faults[first...].filter { !isForgotten($0) })
    }

    /// Skips a value of the wrong kind and records the fault.
    @usableFromInline
    mutating func refuse(type: String, message: String) throws(SchemaSyntaxError) {
        let input = try skip()
        record(ValidationFault(type: type, at: location, message: message, input: input))
    }

    /// Records a fault of a value that was read already.
    @usableFromInline
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
        guard hasRoom else { return }
        faults.append(fault)
        recorded += 1
    }

    /// Whether another fault is told. A value that is refused already needs no more reasons: a small body could otherwise ask for a very
    /// large answer, or for very much work, by a field that comes again and again and has its faults forgotten each time.
    private var hasRoom: Bool {
        faults.isEmpty || (faults.count < Self.mostFaults && recorded < Self.mostRecorded)
    }

    /// How many faults are told at once.
    static let mostFaults = 100
    /// How many faults are recorded at the most, those that are forgotten counted, where one is left to tell.
    private static let mostRecorded = 1000
    /// How many bytes of an object are looked at for the beginning that a fault tells: more than that, as white space is not told.
    private static let mostBytesTold = 8 << 10
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
