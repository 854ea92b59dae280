import AfterworkJSON

/// The error of reading a whole text value by value, or `nil` when there is none.
func errorOfReading(_ json: [UInt8], depthLimit: Int = 128) -> JSONSyntaxError? {
    var reader = JSONReader(json, depthLimit: depthLimit)
    do {
        try readValue(&reader)
        try reader.readEnd()
        return nil
    } catch {
        return error
    }
}

/// The error of skipping a whole text, or `nil` when there is none.
func errorOfSkipping(_ json: [UInt8], depthLimit: Int = 128) -> JSONSyntaxError? {
    var reader = JSONReader(json, depthLimit: depthLimit)
    do {
        try reader.skipValue()
        try reader.readEnd()
        return nil
    } catch {
        return error
    }
}

/// Reads keys by both overloads, by turns.
private func readValue(_ reader: inout JSONReader) throws(JSONSyntaxError) {
    switch try reader.peek() {
    case .null: try reader.readNull()
    case .bool: _ = try reader.readBool()
    case .string: _ = try reader.readString()
    case .number:
        let number = try reader.readNumber()
        _ = number.integer(as: Int.self)
        _ = number.double
    case .array:
        try reader.beginArray()
        while try reader.nextElement() { try readValue(&reader) }
    case .object:
        try reader.beginObject()
        while try hasNextKey(&reader) { try readValue(&reader) }
    }
}

private func hasNextKey(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Bool {
    if reader.offset.isMultiple(of: 2) { return try reader.nextKey() != nil }
    return try reader.nextKey(["id", "nested"]) != nil
}
