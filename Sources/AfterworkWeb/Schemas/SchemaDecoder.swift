public import AfterworkJSON

/// Reads a JSON body into values, and collects everything that does not fit instead of stopping at the first.
public struct SchemaDecoder {
    /// What did not fit so far.
    public private(set) var faults: [ValidationFault] = []

    var reader: JSONReader
    private var location: [ValidationFault.Step] = ["body"]
    private var objectStarts: [Int] = []
    private var closedObject = 0..<0

    init(_ bytes: [UInt8]) {
        reader = JSONReader(bytes)
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
        objectStarts.append(reader.offset)
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
        closedObject = (objectStarts.popLast() ?? 0)..<reader.offset
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
        record(.missing(location + [.field(name)], input: reader.text(in: closedObject)))
    }

    mutating func decode<Value: SchemaValue>(at step: ValidationFault.Step) throws(SchemaSyntaxError) -> Value? {
        location.append(step)
        defer { location.removeLast() }
        return try Value.decode(from: &self)
    }

    /// Skips a value of the wrong kind and records the fault.
    mutating func refuse(type: String, message: String) throws(SchemaSyntaxError) {
        let input = try skip()
        record(ValidationFault(type: type, at: location, message: message, input: input))
    }

    /// Records a fault of a value that was read already.
    mutating func refuse(type: String, message: String, readFrom start: Int) {
        record(ValidationFault(type: type, at: location, message: message, input: reader.text(in: start..<reader.offset)))
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
    private static let mostFaults = 100
}
