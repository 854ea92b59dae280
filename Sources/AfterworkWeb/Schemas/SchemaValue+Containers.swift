public import AfterworkJSON

extension Optional: SchemaValue where Wrapped: SchemaValue {
    /// Reads null, or a value.
    @inlinable
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> Wrapped?? {
        guard try decoder.reader.peek() == .null else {
            guard let value = try Wrapped.decode(from: &decoder) else { return nil }
            return .some(value)
        }
        try decoder.reader.readNull()
        return .some(nil)
    }

    /// Writes the value, or null.
    @inlinable
    public func encode(to writer: inout SchemaWriter) {
        if let self {
            self.encode(to: &writer)
        } else {
            writer.writeNull()
        }
    }
}

extension Array: SchemaValue where Element: SchemaValue {
    /// Reads an array; every element that does not fit is a fault of its own.
    @inlinable
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> [Element]? {
        guard try decoder.reader.peek() == .array else {
            try decoder.refuse(type: "list_type", message: "Input should be a valid list")
            return nil
        }
        try decoder.beginArray()
        var elements: [Element] = []
        var count = 0
        while try decoder.nextElement() {
            if let element: Element = try decoder.decode(at: .index(count)) { elements.append(element) }
            count += 1
        }
        return elements.count == count ? elements : nil
    }

    /// Writes an array.
    @inlinable
    public func encode(to writer: inout SchemaWriter) {
        writer.beginArray()
        for element in self { element.encode(to: &writer) }
        writer.endArray()
    }
}

extension Dictionary: SchemaValue where Key == String, Value: SchemaValue {
    /// Reads an object of any keys; of several of one name, the last counts.
    @inlinable
    public static func decode(from decoder: inout SchemaDecoder) throws(SchemaSyntaxError) -> [String: Value]? {
        guard try decoder.reader.peek() == .object else {
            try decoder.refuse(type: "dict_type", message: "Input should be a valid dictionary")
            return nil
        }
        _ = try decoder.beginObject()
        var values: [String: Value] = [:]
        var faulty: Set<String> = []
        while let key = try decoder.nextKey() {
            if let value: Value = try decoder.decode(at: .field(key)) {
                values[key] = value
                faulty.remove(key)
            } else {
                faulty.insert(key)
            }
        }
        return faulty.isEmpty ? values : nil
    }

    /// Writes an object with its keys sorted, so that it looks the same every time.
    @inlinable
    public func encode(to writer: inout SchemaWriter) {
        writer.beginObject()
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            value.encode(to: &writer)
        }
        writer.endObject()
    }
}
