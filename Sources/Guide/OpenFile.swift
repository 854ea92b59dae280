#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is open for reading and writing. Its calls block.
struct OpenFile: ~Copyable {
    let path: String
    private let descriptor: CInt

    /// Opens a file, and makes it if it is not there.
    init(path: String) throws(FileError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Waits until nobody else has locked the file, in whatever process, and locks it until it is let go. When the process is killed, the
    /// lock goes with it.
    func lock() throws(FileError) {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError(path: path, code: errno) }
        }
    }

    /// How many bytes there are.
    var size: Int { max(0, Int(lseek(descriptor, 0, SEEK_END))) }

    /// The bytes of a range; fewer if the file ends in it.
    func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count, off_t(range.lowerBound + count))
            }
            guard read >= 0 || errno == EINTR else { throw FileError(path: path, code: errno) }
            if read == 0 { break }
            count += max(0, read)
        }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    /// Writes all bytes at a place.
    func write(_ bytes: [UInt8], at start: Int) throws(FileError) {
        var count = 0
        while count < bytes.count {
            let written = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count, off_t(start + count))
            }
            guard written > 0 || (written < 0 && errno == EINTR) else { throw FileError(path: path, code: written < 0 ? errno : ENOSPC) }
            count += max(0, written)
        }
    }

    /// Removes the bytes from a place to the end.
    func cut(at end: Int) throws(FileError) {
        guard ftruncate(descriptor, off_t(end)) == 0 else { throw FileError(path: path, code: errno) }
    }

    /// Waits until everything that was written is on the disk.
    func flush() throws(FileError) {
        #if canImport(Darwin)
        // fsync(2) there leaves it in the drive's own memory.
        let result = fcntl(descriptor, F_FULLFSYNC)
        #else
        let result = fdatasync(descriptor)
        #endif
        guard result == 0 else { throw FileError(path: path, code: errno) }
    }

    /// Waits until a folder's names are on the disk: a file that is new has none there before.
    static func flushNames(in folder: String) throws(FileError) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else { throw FileError(path: folder, code: errno) }
    }
}
