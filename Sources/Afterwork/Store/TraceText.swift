import AfterworkJSON

/// What carries a trace, as it is stored: an object in JSON, or nothing.
package enum TraceText {
    /// - Returns: `nil` if there is nothing.
    package static func text(of trace: [String: String]) -> String? {
        guard !trace.isEmpty else { return nil }
        var writer = JSONWriter(reservingCapacity: 96)
        writer.beginObject()
        for (key, value) in trace.sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            writer.write(value)
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// - Returns: What can be read of it. A job is worth more than its trace.
    package static func trace(from text: [UInt8]) -> [String: String] {
        var trace: [String: String] = [:]
        var reader = JSONReader(text)
        do {
            try reader.beginObject()
            while let key = try reader.nextKey() { trace[key] = try reader.readString() }
        } catch {
            return trace
        }
        return trace
    }
}
