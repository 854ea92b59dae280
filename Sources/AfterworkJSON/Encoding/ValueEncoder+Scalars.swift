extension ValueEncoder {
    /// Writes a value of a type for which JSON has a kind of value that holds no others; says `false` for other types and writes nothing.
    ///
    /// Where the type is known at compile time nothing is left of this but its case.
    @inline(__always)
    func encodeScalar<T>(_ value: T, at key: @autoclosure () -> (any CodingKey)?) throws -> Bool {
        if T.self == String.self, let value = value as? String {
            text.writer.write(value)
        } else if T.self == Int.self, let value = value as? Int {
            text.writer.write(value)
        } else if T.self == Bool.self, let value = value as? Bool {
            text.writer.write(value)
        } else if T.self == Double.self, let value = value as? Double {
            guard value.isFinite else { throw notFinite(value, at: key()) }
            try text.writer.write(value)
        } else if T.self == Float.self, let value = value as? Float {
            guard value.isFinite else { throw notFinite(value, at: key()) }
            try text.writer.write(value)
        } else {
            return encodeInteger(value)
        }
        return true
    }

    @inline(__always)
    private func encodeInteger<T>(_ value: T) -> Bool {
        if T.self == Int64.self, let value = value as? Int64 {
            text.writer.write(value)
        } else if T.self == UInt64.self, let value = value as? UInt64 {
            text.writer.write(value)
        } else if T.self == Int32.self, let value = value as? Int32 {
            text.writer.write(value)
        } else if T.self == UInt32.self, let value = value as? UInt32 {
            text.writer.write(value)
        } else if T.self == Int16.self, let value = value as? Int16 {
            text.writer.write(value)
        } else if T.self == UInt16.self, let value = value as? UInt16 {
            text.writer.write(value)
        } else if T.self == Int8.self, let value = value as? Int8 {
            text.writer.write(value)
        } else if T.self == UInt8.self, let value = value as? UInt8 {
            text.writer.write(value)
        } else if T.self == UInt.self, let value = value as? UInt {
            text.writer.write(value)
        } else if T.self == Int128.self, let value = value as? Int128 {
            text.writer.write(value)
        } else if T.self == UInt128.self, let value = value as? UInt128 {
            text.writer.write(value)
        } else {
            return false
        }
        return true
    }

    @inline(never)
    private func notFinite(_ value: some BinaryFloatingPoint, at key: (any CodingKey)?) -> EncodingError {
        let path = codingPath + (key.map { [$0] } ?? [])
        let error = JSONEncodingError(notFinite: Double(value))
        return .invalidValue(
            value,
            .init(codingPath: path, debugDescription: "JSON has no way to write \(value).", underlyingError: error)
        )
    }
}
