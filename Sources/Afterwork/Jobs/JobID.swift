/// Names one job for ever: a UUID of version 7 (RFC 9562), whose order is that of the moments at which the ids were made.
///
/// It is made before the job is stored, so that a handler can return it.
public struct JobID: Sendable, Hashable, Comparable {
    /// The first eight bytes, of which 48 bits are the milliseconds since 1970.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// An id from its two halves, as a store keeps them.
    ///
    /// - Parameters:
    ///   - high: The first eight bytes, the most significant one first.
    ///   - low: The last eight bytes.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Whether an id comes before another: as its bytes and its text do.
    public static func < (first: JobID, second: JobID) -> Bool {
        (first.high, first.low) < (second.high, second.low)
    }
}

extension JobID: LosslessStringConvertible, Codable {
    /// The 36 characters of RFC 9562: `0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55`.
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let half = index < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - index % 16 * 4)) & 15
                buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
                position += 1
            }
            return 36
        }
    }

    /// Reads an id in the form of RFC 9562, in small or capital letters; of any version, because a client may make ids of its own.
    ///
    /// - Parameter description: 32 hexadecimal digits with dashes after the 8th, 12th, 16th and 20th.
    public init?(_ description: String) {
        var halves: (UInt64, UInt64) = (0, 0)
        var position = 0
        var digits = 0
        for byte in description.utf8 {
            defer { position += 1 }
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard position < 36, let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
            digits += 1
        }
        guard digits == 32 else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// Reads the id from its text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = JobID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "This is not a job's id.")
        }
        self = id
    }

    /// Writes the id as its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Makes ids, each greater than the one before, also within a millisecond and when the clock goes back.
///
/// The 12 bits behind the milliseconds count within one (RFC 9562, section 6.2, method 1); when they are used up, the next
/// millisecond is taken early.
package struct JobIDSequence: Sendable {
    private var milliseconds: UInt64 = 0
    private var count: UInt64 = 0

    /// A sequence that has made no id yet.
    package init() {}

    /// Makes the next id.
    ///
    /// - Parameters:
    ///   - now: What the clock shows.
    ///   - random: What makes the id differ from those of other sequences.
    /// - Returns: An id greater than all before it.
    package mutating func next(at now: UnixTime, random: UInt64) -> JobID {
        let clock = UInt64(max(0, now.microseconds / 1000))
        if clock > milliseconds {
            milliseconds = clock
            // Room to count in, and yet not to be guessed from the clock alone.
            count = random >> 55
        } else {
            count += 1
            if count > 0xfff {
                milliseconds += 1
                count = 0
            }
        }
        let version: UInt64 = 0x7000
        let variant: UInt64 = 0x8000_0000_0000_0000
        return JobID(high: milliseconds << 16 | version | count, low: variant | random >> 2)
    }
}
