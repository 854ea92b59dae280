import NIOCore
import NIOPosix
import Synchronization

/// A file on disk for as long as somebody holds it, written and read on a thread pool.
///
/// It vanishes soon after the last reference goes: it is closed on the thread pool too.
final class TemporaryFile: Sendable {
    private let file: NewFile
    private let directory: String
    private let threadPool: NIOThreadPool
    private let length = Mutex(0)
    private let wasLinked = Mutex(false)

    private init(file: NewFile, directory: String, threadPool: NIOThreadPool) {
        self.file = file
        self.directory = directory
        self.threadPool = threadPool
    }

    /// Creates an empty file.
    ///
    /// - Parameters:
    ///   - directory: The path of the folder that it is in.
    ///   - threadPool: The threads on which it is written and read.
    ///   - features: What the system can do.
    /// - Returns: The file, open for reading and writing.
    /// - Throws: ``TemporaryFileError``, or `CancellationError`.
    static func create(
        in directory: String,
        threadPool: NIOThreadPool = .singleton,
        features: FileFeatures = .detected
    ) async throws -> TemporaryFile {
        try await threadPool.runIfActive {
            do throws(SystemCallError) {
                let opened = try OpenDirectory(path: directory)
                let file = try NewFile.temporary(in: opened, features: features, threadPool: threadPool)
                return TemporaryFile(file: file, directory: directory, threadPool: threadPool)
            } catch {
                throw TemporaryFileError(error, directory: directory)
            }
        }
    }

    /// How many bytes were appended.
    var size: Int { length.withLock { $0 } }

    /// Adds bytes at the end.
    ///
    /// Each call takes its place in the file before it writes, so calls side by side do not mix. After an error the file has a gap.
    ///
    /// - Throws: ``TemporaryFileError``, or `CancellationError`.
    func append(_ bytes: ByteBuffer) async throws {
        let offset = length.withLock { length in
            defer { length += bytes.readableBytes }
            return length
        }
        try await threadPool.runIfActive { [self] in
            try bytes.withUnsafeReadableBytes { bytes in
                do throws(SystemCallError) {
                    try file.write(bytes, at: offset)
                } catch {
                    throw TemporaryFileError(error, directory: directory)
                }
            }
        }
    }

    /// Reads bytes that were appended.
    ///
    /// - Parameters:
    ///   - offset: Where to begin, from 0.
    ///   - count: How many bytes, at most those up to the end.
    /// - Returns: Exactly `count` bytes.
    /// - Throws: ``TemporaryFileError``, or `CancellationError`.
    func read(at offset: Int, count: Int) async throws -> ByteBuffer {
        try await threadPool.runIfActive { [self] in
            var buffer = ByteBuffer()
            try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
                do throws(SystemCallError) {
                    try file.read(into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(count)), at: offset)
                } catch {
                    throw TemporaryFileError(error, directory: directory)
                }
                return count
            }
            return buffer
        }
    }

    /// Copies the content to a new file. It blocks.
    ///
    /// - Throws: The error of `pread` or `pwrite`.
    func copy(to target: NewFile) throws(SystemCallError) {
        let size = size
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, min(size, 256 * 1024)), alignment: 16)
        defer { chunk.deallocate() }
        var offset = 0
        while offset < size {
            let part = UnsafeMutableRawBufferPointer(rebasing: chunk.prefix(size - offset))
            try file.read(into: part, at: offset)
            try target.write(UnsafeRawBufferPointer(part), at: offset)
            offset += part.count
        }
    }

    /// Gives the file itself its first name, if that is possible. It blocks.
    ///
    /// Only once: files saved twice would be one file with two names, and a change to one a change to the other.
    ///
    /// - Returns: Which of the names it got, or nil if the content has to be copied: the folder is on another file system, links are
    ///   not to be had, or the file was linked before.
    func link(as names: AlternativeNames, in directory: OpenDirectory) -> String? {
        guard file.isLinkable else { return nil }
        let mayLink = wasLinked.withLock { wasLinked in
            defer { wasLinked = true }
            return !wasLinked
        }
        guard mayLink else { return nil }
        // Copying will either work or say what is wrong.
        guard let name = try? names.link(file, in: directory) else {
            wasLinked.withLock { $0 = false }
            return nil
        }
        return name
    }
}
