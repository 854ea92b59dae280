import AfterworkJSON

/// Reads an input as JSON in every way there is.
///
/// - Skipping and reading agree on what is JSON, and on what is wrong where it is not.
/// - What is wrong lies inside the text.
/// - A text that is accepted stays the same value when it is compacted, written anew, or encoded.
/// - Types that decode themselves get what the text says, or the error that reading it gives.
/// - Foundation agrees on what is JSON, apart from where it is known to be more or less strict.
public struct JSONTarget: FuzzTarget {
    /// Makes a target.
    public init() {}

    /// Reads the input.
    public func check(_ input: [UInt8]) throws {
        for depthLimit in [128, 3] { try checkErrors(input, depthLimit: depthLimit) }
        askForAnything(input)
        try checkDecoding(input)
        guard JSONTree.error(ofReading: input) == nil else {
            try FoundationJSON.expectRefused(input)
            return
        }
        try FoundationJSON.expectAccepted(input)
        try checkKeys(input)
        try checkCompactText(input)
        try checkWriting(input)
    }

    private func checkErrors(_ input: [UInt8], depthLimit: Int) throws(Finding) {
        let reading = JSONTree.error(ofReading: input, depthLimit: depthLimit)
        let skipping = JSONTree.error(ofSkipping: input, depthLimit: depthLimit)
        try expect(reading == skipping, "Reading says \(reading as Any), skipping \(skipping as Any), at depth \(depthLimit).")
        guard let reading else { return }
        let isInside = (0...input.count).contains(reading.byteOffset) && (0...reading.byteOffset).contains(reading.offset)
        try expect(isInside, "\(reading), byte \(reading.byteOffset), is outside of the \(input.count) bytes.")
    }

    /// What types decode is what reading gives.
    private func checkDecoding(_ input: [UInt8]) throws(Finding) {
        let read = Result { () throws(JSONSyntaxError) in try DecodedTree(reading: input) }
        let decoded = Result { try JSONReader.decode(DecodedTree.self, from: input) }
        switch (read, decoded) {
        case (.success(let read), .success(let decoded)): try expect(read == decoded, "\(read) is decoded as \(decoded).")
        case (.failure(let error), .failure(DecodingError.dataCorrupted(let context))):
            let underlying = context.underlyingError as? JSONSyntaxError
            try expect(underlying == error, "Reading says \(error), decoding \(context).")
        default: throw Finding("Reading gives \(read), decoding \(decoded).")
        }
    }

    /// Asks for what may not be there, which must do no harm. The input itself decides for what.
    private func askForAnything(_ input: [UInt8]) {
        var reader = JSONReader(input, depthLimit: 4)
        for byte in input.suffix(24) {
            switch byte % 10 {
            case 0: _ = try? reader.peek()
            case 1: try? reader.readNull()
            case 2: _ = try? reader.readBool()
            case 3: _ = try? reader.readNumber()
            case 4: _ = try? reader.readString()
            case 5: try? reader.beginArray()
            case 6: try? reader.beginObject()
            case 7: _ = try? reader.nextElement()
            case 8: _ = try? reader.nextKey(["id", "title"])
            default: _ = (try? reader.skipValue()).map { reader.text(in: $0) }
            }
        }
    }

    /// Keys are the same whether names are looked out for or not.
    private func checkKeys(_ input: [UInt8]) throws {
        let names = ["", "a", "id", "type", "abcdefg", "abcdefgh", "abcdefgi", "é"]
        let keys = JSONKeys(names)
        var plain = JSONReader(input)
        var looking = JSONReader(input)
        guard try plain.peek() == .object else { return }
        try plain.beginObject()
        try looking.beginObject()
        while let key = try plain.nextKey() {
            let index = names.firstIndex { $0.utf8.elementsEqual(key.utf8) }
            let expected = index.map { JSONKey.known($0) } ?? .unknown(key)
            let found = try looking.nextKey(keys)
            try expect(found == expected, "The key \(key.debugDescription) was found as \(found as Any).")
            let (range, other) = (try plain.skipValue(), try looking.skipValue())
            try expect(range == other, "A value is at \(range) or at \(other).")
        }
        let end = try looking.nextKey(keys)
        try expect(end == nil, "There is one more key, \(end as Any).")
    }

    private func checkCompactText(_ input: [UInt8]) throws {
        var reader = JSONReader(input)
        let compact = reader.text(in: try reader.skipValue())
        var again = JSONReader(compact.bytes)
        let same = again.text(in: try again.skipValue())
        try again.readEnd()
        try expect(compact == same, "\(compact) is compacted again, to \(same).")
        let (tree, compactTree) = (try JSONTree(reading: input), try JSONTree(reading: compact.bytes))
        try expect(tree == compactTree, "Compacted, \(tree) becomes \(compactTree).")
    }

    private func checkWriting(_ input: [UInt8]) throws {
        let tree = try JSONTree(reading: input)
        var writer = JSONWriter()
        try tree.write(to: &writer)
        let read = try JSONTree(reading: writer.bytes)
        try expect(read == tree, "Written and read again, \(tree) becomes \(read).")

        var encoder = JSONWriter()
        try encoder.encode(tree) { ($0 as? JSONTree)?.raw }
        let (encoded, written) = (String(decoding: encoder.bytes, as: UTF8.self), String(decoding: writer.bytes, as: UTF8.self))
        try expect(encoder.bytes == writer.bytes, "It is encoded as \(encoded), but written as \(written).")
    }
}
