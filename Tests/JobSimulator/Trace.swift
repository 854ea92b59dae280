import Synchronization

/// What happens in a run, in its order: as a number by which two runs are compared, and as lines for whoever wants to read them.
final class Trace: Sendable {
    private let number = Mutex<UInt64>(0xcbf2_9ce4_8422_2325)
    private let clock: SimulatedClock
    private let show: (@Sendable (String) -> Void)?

    /// - Parameters:
    ///   - clock: Tells when something happened.
    ///   - show: Called with each line, if anybody wants to read them.
    init(clock: SimulatedClock, show: (@Sendable (String) -> Void)?) {
        self.clock = clock
        self.show = show
    }

    /// What stands for all that happened until now (the hash of Fowler, Noll and Vo).
    var hash: UInt64 { number.withLock(\.self) }

    /// Takes note of a number that has a part in what happens.
    func mix(_ value: UInt64) {
        number.withLock { number in
            number = (number ^ value) &* 0x100_0000_01b3
            // Its upper bits would reach nothing below them by multiplication alone.
            number ^= number >> 32
        }
    }

    private func mix(_ line: String) {
        let bytes = Array(line.utf8)
        bytes.withUnsafeBytes { bytes in
            // Eight at once, of which the last may overlap those before.
            for start in stride(from: 0, to: bytes.count, by: 8) {
                let offset = max(0, min(start, bytes.count - 8))
                mix(bytes.count < 8 ? UInt64(bytes[start]) : bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
        }
    }

    /// Takes note of an event.
    func note(_ line: String) {
        let (seconds, attoseconds) = clock.elapsed.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        mix(UInt64(milliseconds))
        mix(line)
        guard let show else { return }
        let digits = String(milliseconds % 1000)
        let fraction = String(repeating: "0", count: 3 - digits.count) + digits
        show("\(milliseconds / 1000).\(fraction) s  \(line)")
    }
}
