import NIOCore

/// The bytes of a body that a parser was given and has not let go of.
///
/// Chunks are taken over without a copy. Only when bytes were held back are they and the next chunk joined; the joined buffer then
/// grows in place until a slice of it is given away, so that any number of small chunks costs time in proportion to their bytes.
struct UndecidedBytes {
    private var buffer: ByteBuffer
    /// Whether nobody else has a slice of `buffer`, so that writing to it does not copy it.
    private var isOwn: Bool
    /// How many bytes are known to have no line feed in them.
    private var searched = 0

    /// Begins with bytes that were not received.
    init(_ bytes: [UInt8]) {
        buffer = ByteBuffer(bytes: bytes)
        isOwn = true
    }

    /// How many bytes there are.
    var count: Int { buffer.readableBytes }

    /// Adds a chunk at the end.
    mutating func append(_ chunk: ByteBuffer) {
        if count == 0 {
            buffer = chunk
            isOwn = false
        } else if isOwn {
            // Moves fewer bytes than were read since the last time.
            if buffer.readerIndex > count { buffer.discardReadBytes() }
            buffer.writeImmutableBuffer(chunk)
        } else {
            var joined = ByteBuffer()
            joined.reserveCapacity(count + chunk.readableBytes)
            joined.writeImmutableBuffer(buffer)
            joined.writeImmutableBuffer(chunk)
            buffer = joined
            isOwn = true
        }
    }

    /// Removes bytes from the beginning.
    mutating func skip(_ count: Int) {
        buffer.moveReaderIndex(forwardBy: count)
        searched = 0
    }

    /// Removes bytes from the beginning and returns them.
    mutating func take(_ count: Int) -> ByteBuffer {
        searched = 0
        isOwn = false
        return buffer.readSlice(length: count) ?? ByteBuffer()
    }

    /// How many bytes the first line has, its line feed included, or nil if its end is not there yet.
    mutating func lineLength() -> Int? {
        let end = buffer.withUnsafeReadableBytes { $0.firstIndex(of: ASCII.lineFeed, from: searched) }
        if end == nil { searched = count }
        return end.map { $0 + 1 }
    }

    /// The first bytes, which stay.
    func prefix(_ count: Int) -> [UInt8] {
        buffer.getBytes(at: buffer.readerIndex, length: min(count, self.count)) ?? []
    }

    /// How many spaces and tabs there are at the beginning.
    func leadingBlanks() -> Int {
        buffer.withUnsafeReadableBytes { $0.firstIndex { !ASCII.isBlank($0) } ?? $0.count }
    }

    /// Looks for a delimiter.
    func search(_ delimiter: MultipartDelimiter) -> MultipartDelimiter.Finding {
        buffer.withUnsafeReadableBytes { delimiter.search($0) }
    }
}
