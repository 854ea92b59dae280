import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Which attempts a worker has started that still run, in memory that is also its file: written without a system call, and still there when the process
/// is killed between two instructions.
///
/// The file is a row of segments of equal size, each of slots of 32 bytes: the attempt's fence, or 0 if the slot is free, then the
/// job's id. The first slot of all is the head and holds text.
struct StartTable: ~Copyable {
    private static let slotSize = 32
    private static let wordsPerSlot = slotSize / MemoryLayout<UInt64>.size
    private static let slotsPerSegment = 1024
    static let segmentSize = slotSize * slotsPerSegment

    private let descriptor: CInt
    private var segments: [UnsafeMutablePointer<Atomic<UInt64>>] = []
    private var free: [Int] = []
    private var slots: [JobAttempt: Int] = [:]

    /// A table in an empty file.
    ///
    /// - Parameter descriptor: The file, open for reading and writing for as long as the table is there.
    /// - Throws: ``JobStoreUnavailable``.
    init(in descriptor: CInt) throws {
        self.descriptor = descriptor
        try addSegment()
    }

    deinit {
        for segment in segments { munmap(segment, Self.segmentSize) }
    }

    /// Notes that an attempt has started.
    ///
    /// - Throws: ``JobStoreUnavailable`` if the file has to grow and cannot.
    mutating func note(_ attempt: JobAttempt) throws {
        guard slots[attempt] == nil else { return }
        if free.isEmpty { try addSegment() }
        guard let slot = free.popLast() else { return }
        slots[attempt] = slot
        let words = words(of: slot)
        words[1].store(attempt.id.high, ordering: .relaxed)
        words[2].store(attempt.id.low, ordering: .relaxed)
        // Last, so that a slot which counts is whole.
        words[0].store(UInt64(bitPattern: attempt.fence), ordering: .releasing)
    }

    /// Notes that an attempt runs no more.
    mutating func clear(_ attempt: JobAttempt) {
        guard let slot = slots.removeValue(forKey: attempt) else { return }
        words(of: slot)[0].store(0, ordering: .releasing)
        free.append(slot)
    }

    private func words(of slot: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        segments[slot / Self.slotsPerSegment] + slot % Self.slotsPerSegment * Self.wordsPerSlot
    }

    private mutating func addSegment() throws {
        let start = segments.count * Self.segmentSize
        // Written and not only reserved: on a full disk a page without a place would end the process when it is touched.
        try Self.write(Array(repeating: 0, count: Self.segmentSize), to: descriptor, at: start)
        let address = mmap(nil, Self.segmentSize, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, off_t(start))
        guard let address, address != MAP_FAILED else { throw JobStoreUnavailable(errno: errno, doing: "map its worker file") }
        segments.append(address.bindMemory(to: Atomic<UInt64>.self, capacity: Self.segmentSize / MemoryLayout<UInt64>.size))
        let first = (segments.count - 1) * Self.slotsPerSegment
        // The first slot of the file is its head.
        free += (max(first, 1)..<first + Self.slotsPerSegment).reversed()
    }

    private static func write(_ bytes: [UInt8], to descriptor: CInt, at start: Int) throws {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written, off_t(start + written))
            }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                throw JobStoreUnavailable(errno: count == 0 ? ENOSPC : errno, doing: "write its worker file")
            }
            written += count
        }
    }

    /// The attempts in a file that another process may have left.
    static func attempts(in descriptor: CInt) -> Set<JobAttempt> {
        var attempts: Set<JobAttempt> = []
        var segment = [UInt64](repeating: 0, count: segmentSize / MemoryLayout<UInt64>.size)
        var start = 0
        while segment.withUnsafeMutableBytes({ pread(descriptor, $0.baseAddress, $0.count, off_t(start)) }) == segmentSize {
            let first = start == 0 ? wordsPerSlot : 0
            for word in stride(from: first, to: segment.count, by: wordsPerSlot) where segment[word] != 0 {
                let id = JobID(high: segment[word + 1], low: segment[word + 2])
                attempts.insert(JobAttempt(id: id, fence: Int64(bitPattern: segment[word])))
            }
            start += segmentSize
        }
        return attempts
    }
}
