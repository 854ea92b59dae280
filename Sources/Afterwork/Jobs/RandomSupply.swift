#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system's random numbers, taken many at a time: each time is a system call.
struct RandomSupply: RandomNumberGenerator, Sendable {
    private var numbers: [UInt64] = []

    /// As many as the system gives at once: 256 bytes.
    private static let count = 32

    mutating func next() -> UInt64 {
        if let number = numbers.popLast() { return number }
        numbers = Array(unsafeUninitializedCapacity: Self.count) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            count = getentropy(bytes.baseAddress, bytes.count) == 0 ? buffer.count : 0
        }
        if let number = numbers.popLast() { return number }
        var system = SystemRandomNumberGenerator()
        return system.next()
    }
}
