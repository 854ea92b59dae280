extension JSONIndex {
    /// The value at a place as any type.
    ///
    /// Where the type is known at compile time nothing is left of this but its case. Values that hold no others only need the path to them
    /// for errors.
    @inline(__always)
    func value<T: Decodable>(_ type: T.Type, at place: Int, path: @autoclosure () -> DecodingPath?) throws -> T {
        do {
            if type == String.self { return same(try text(at: place), type) }
            if type == Int.self { return same(try integer(Int.self, at: place), type) }
            if type == Bool.self { return same(try bool(at: place), type) }
            if type == Double.self { return same(try double(at: place), type) }
            if type == Float.self { return same(try float(at: place), type) }
            if type == Int64.self { return same(try integer(Int64.self, at: place), type) }
            if type == UInt64.self { return same(try integer(UInt64.self, at: place), type) }
            if type == Int32.self { return same(try integer(Int32.self, at: place), type) }
            if type == UInt32.self { return same(try integer(UInt32.self, at: place), type) }
            if type == Int16.self { return same(try integer(Int16.self, at: place), type) }
            if type == UInt16.self { return same(try integer(UInt16.self, at: place), type) }
            if type == Int8.self { return same(try integer(Int8.self, at: place), type) }
            if type == UInt8.self { return same(try integer(UInt8.self, at: place), type) }
            if type == UInt.self { return same(try integer(UInt.self, at: place), type) }
            if type == Int128.self { return same(try integer(Int128.self, at: place), type) }
            if type == UInt128.self { return same(try integer(UInt128.self, at: place), type) }
        } catch {
            throw DecodingError(error, type, at: path())
        }
        return try ValueDecoder(index: self, place: place, path: path()).custom(type)
    }

    /// A value as what its type is known to be. A cast would ask at run time what has just been compared.
    @inline(__always)
    private func same<Value, T>(_ value: Value, _ type: T.Type) -> T {
        unsafeBitCast(value, to: type)
    }
}

extension JSONIndex {
    private func text(at place: Int) throws(DecodingFault) -> String {
        guard kind(of: place) == .string else { throw mismatch("a string", at: place) }
        do {
            return try string(at: place)
        } catch {
            throw .syntax(error)
        }
    }

    private func bool(at place: Int) throws(DecodingFault) -> Bool {
        guard kind(of: place) == .bool else { throw mismatch("a boolean", at: place) }
        return bytes[Int(tokens[place].start)] == UInt8(ascii: "t")
    }

    private func integer<I: FixedWidthInteger>(_ type: I.Type, at place: Int) throws(DecodingFault) -> I {
        guard let number = number(at: place) else { throw mismatch("an integer", at: place) }
        guard let value = number.integer(as: type) else {
            throw .unrepresentable(expected: "an integer from \(I.min) to \(I.max)", found: "a number that is not whole or out of range")
        }
        return value
    }

    private func double(at place: Int) throws(DecodingFault) -> Double {
        guard let number = number(at: place) else { throw mismatch("a number", at: place) }
        guard let value = number.double else { throw outOfRange("Double") }
        return value
    }

    private func float(at place: Int) throws(DecodingFault) -> Float {
        guard let number = number(at: place) else { throw mismatch("a number", at: place) }
        guard let value = Float(number.text), value.isFinite else { throw outOfRange("Float") }
        return value
    }

    @inline(__always)
    private func number(at place: Int) -> JSONNumber? {
        bytes.withUnsafeBufferPointer { text in NumberLiteral(in: text, at: Int(tokens[place].start))?.number(in: text) }
    }

    @inline(never)
    private func mismatch(_ expected: String, at place: Int) -> DecodingFault {
        .mismatch(expected: expected, found: kind(of: place))
    }

    @inline(never)
    private func outOfRange(_ type: String) -> DecodingFault {
        .unrepresentable(expected: "a number in the range of \(type)", found: "one that is too large")
    }
}
