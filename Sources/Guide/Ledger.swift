import Afterwork

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Says which job which line of a file is of: a line of text for each, of equal length, in the order in which they were written.
///
/// ```text
/// 0000000000000000 000000121 0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55
/// ```
///
/// An entry is made before its line is written, and says where that will be: from which byte on, and how many bytes. It does not count
/// if the file does not reach so far, nor if a later entry claims some of the same bytes: its writer died before the line was written.
struct Ledger: ~Copyable {
    /// Where the line of a job is.
    struct Entry {
        let start: Int
        let length: Int
        let job: JobID

        var end: Int { start + length }
    }

    private static let entryLength = 64
    /// Where in an entry the length is, and the job.
    private static let (lengthStart, jobStart, jobEnd) = (17, 27, 63)

    private let file: OpenFile

    /// Opens a ledger, and waits until nobody else has it open.
    init(path: String) throws(FileError) {
        let file = try OpenFile(path: path)
        try file.lock()
        self.file = file
    }

    /// How many entries a ledger has, without opening it.
    static func count(path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) / entryLength : 0
    }

    /// How many entries there are. One that was cut off is none, and is overwritten.
    var count: Int { file.size / Self.entryLength }

    /// How many entries are read at a time: a ledger can be long, and a job that is tried again looks for its line in all of it.
    private static let step = 1024

    /// Whether a job's line is in its file, which has so many bytes, by the entries from a number on.
    func hasLine(of job: JobID, from first: Int, inFileOf size: Int) throws(FileError) -> Bool {
        let count = count
        var end = count
        while end > first {
            let start = max(first, end - Self.step)
            if let place = try entries(in: start..<end).lastNumber(of: job) {
                return try entries(in: start + place..<count).beginsWithLine(inFileOf: size)
            }
            end = start
        }
        return false
    }

    private func entries(in range: Range<Int>) throws(FileError) -> Entries {
        Entries(bytes: try file.bytes(in: range.lowerBound * Self.entryLength..<range.upperBound * Self.entryLength))
    }

    /// One entry; `nil` if it is not readable, and so says nothing.
    func entry(_ number: Int) throws(FileError) -> Entry? { try entries(in: number..<number + 1)[0] }

    /// Adds entries, and waits until they are on the disk.
    func add(_ entries: [Entry]) throws(FileError) {
        guard !entries.isEmpty else { return }
        try file.write(entries.flatMap { Self.text(of: $0).utf8 }, at: count * Self.entryLength)
        try file.flush()
    }

    private static func text(of entry: Entry) -> String {
        func padded(_ number: Int, to width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(entry.start, to: 16)) \(padded(entry.length, to: 9)) \(entry.job)\n"
    }

    /// Some entries, up to the last.
    struct Entries {
        let bytes: [UInt8]

        var count: Int { bytes.count / Ledger.entryLength }

        /// An entry; `nil` if it is not readable, and so says nothing.
        subscript(number: Int) -> Entry? {
            guard number < count else { return nil }
            func text(_ range: Range<Int>) -> String {
                let start = number * Ledger.entryLength
                return String(decoding: bytes[start + range.lowerBound..<start + range.upperBound], as: UTF8.self)
            }
            guard let start = Int(text(0..<Ledger.lengthStart - 1)), let job = JobID(text(Ledger.jobStart..<Ledger.jobEnd)),
                let length = Int(text(Ledger.lengthStart..<Ledger.jobStart - 1))
            else { return nil }
            return Entry(start: start, length: length, job: job)
        }

        /// Whether the line of the first entry is in its file, which has so many bytes.
        func beginsWithLine(inFileOf size: Int) -> Bool {
            guard let entry = self[0], entry.end <= size else { return false }
            return (1..<max(1, count)).allSatisfy { self[$0].map { $0.start >= entry.end } ?? true }
        }

        /// The number of a job's last entry, searched for in the bytes.
        func lastNumber(of job: JobID) -> Int? {
            let id = Array(job.description.utf8)
            return bytes.withUnsafeBytes { bytes in
                (0..<count).last { number in
                    bytes.baseAddress.map { memcmp($0 + number * Ledger.entryLength + Ledger.jobStart, id, id.count) == 0 } ?? false
                }
            }
        }
    }
}
