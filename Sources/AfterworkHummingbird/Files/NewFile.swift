import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that nobody else sees until it is given a name, and that vanishes if it never is.
///
/// On Linux it has no name at all (`O_TMPFILE`), so that even `kill -9` leaves nothing behind. Where that is not to be had, it has a
/// random hidden name, which is removed with the last reference.
///
/// Its methods block: call them on a thread pool.
final class NewFile: Sendable {
    private struct HiddenName {
        let directory: OpenDirectory
        let name: String
    }

    private let descriptor: Int32
    private let hiddenName: HiddenName?
    private let threadPool: NIOThreadPool?
    /// Whether ``link(as:in:)`` can work and leaves a file with the permissions of any other.
    let isLinkable: Bool

    /// Creates an empty file that is to be given a name in the same folder. It is closed where it is let go, which has to be on a
    /// thread that may block.
    ///
    /// - Parameters:
    ///   - directory: The folder that it is in.
    ///   - features: What the system can do.
    /// - Returns: The file, open for reading and writing.
    /// - Throws: The error of `openat`.
    static func staged(in directory: OpenDirectory, features: FileFeatures) throws(SystemCallError) -> NewFile {
        if features.linksFromProc, let descriptor = openUnnamed(in: directory, features: features) {
            return NewFile(descriptor: descriptor, hiddenName: nil, isLinkable: true, threadPool: nil)
        }
        let (descriptor, name) = try openHidden(in: directory, permissions: ordinary)
        return NewFile(descriptor: descriptor, hiddenName: name, isLinkable: true, threadPool: nil)
    }

    /// Creates an empty file that most likely stays without a name, in a folder that others may see.
    ///
    /// - Parameters:
    ///   - directory: The folder that it is in.
    ///   - features: What the system can do.
    ///   - threadPool: The threads on which it is closed: freeing the blocks of a large file takes a while.
    /// - Returns: The file, open for reading and writing.
    /// - Throws: The error of `openat`.
    static func temporary(
        in directory: OpenDirectory,
        features: FileFeatures,
        threadPool: NIOThreadPool
    ) throws(SystemCallError) -> NewFile {
        if let descriptor = openUnnamed(in: directory, features: features) {
            return NewFile(descriptor: descriptor, hiddenName: nil, isLinkable: features.linksFromProc, threadPool: threadPool)
        }
        // Only the owner may read it, which a file that is saved should not inherit.
        let (descriptor, name) = try openHidden(in: directory, permissions: 0o600)
        return NewFile(descriptor: descriptor, hiddenName: name, isLinkable: false, threadPool: threadPool)
    }

    private init(descriptor: Int32, hiddenName: HiddenName?, isLinkable: Bool, threadPool: NIOThreadPool?) {
        self.descriptor = descriptor
        self.hiddenName = hiddenName
        self.isLinkable = isLinkable
        self.threadPool = threadPool
    }

    deinit {
        guard let threadPool else { return Self.remove(descriptor, hiddenName) }
        threadPool.submit { [descriptor, hiddenName] _ in Self.remove(descriptor, hiddenName) }
    }

    private static func remove(_ descriptor: Int32, _ hiddenName: HiddenName?) {
        if let hiddenName { unlinkat(hiddenName.directory.descriptor, hiddenName.name, 0) }
        close(descriptor)
    }

    /// Read and write for everybody, less the process's umask, as programs create files.
    private static let ordinary: mode_t = 0o666

    /// Nil for any failure: creating a file with a name will either work or say what is wrong.
    private static func openUnnamed(in directory: OpenDirectory, features: FileFeatures) -> Int32? {
        #if os(Linux)
        guard features.unnamedFiles else { return nil }
        // `O_TMPFILE` is a macro that Swift does not import; the kernel has the same bit on every platform that Swift runs on.
        let unnamed = 0o20_000_000 | O_DIRECTORY
        return try? SystemCallError.check("openat") { openat(directory.descriptor, ".", O_RDWR | unnamed | O_CLOEXEC, ordinary) }
        #else
        return nil
        #endif
    }

    private static func openHidden(
        in directory: OpenDirectory,
        permissions: mode_t
    ) throws(SystemCallError) -> (descriptor: Int32, name: HiddenName) {
        let name = ".afterwork-\(AlternativeNames.randomSuffix(UInt64.self)).part"
        let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try SystemCallError.check("openat") { openat(directory.descriptor, name, flags, permissions) }
        return (descriptor, HiddenName(directory: directory, name: name))
    }

    /// Gives the file a name that nothing has. It keeps a hidden name, if it has one, until it is let go.
    ///
    /// - Throws: The error of `linkat`: `EEXIST` if something has the name, be it a broken link.
    func link(as name: String, in directory: OpenDirectory) throws(SystemCallError) {
        try SystemCallError.check("linkat") {
            if let hiddenName {
                linkat(hiddenName.directory.descriptor, hiddenName.name, directory.descriptor, name, 0)
            } else {
                linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", directory.descriptor, name, AT_SYMLINK_FOLLOW)
            }
        }
    }

    /// Writes all bytes at an offset.
    ///
    /// - Throws: The error of `pwrite`, such as `ENOSPC`. Some of the bytes may have been written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(SystemCallError) {
        var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
        while rest.count > 0 {
            let position = off_t(offset + bytes.count - rest.count)
            let count = try SystemCallError.check("pwrite") { pwrite(descriptor, rest.baseAddress, rest.count, position) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Reads bytes at an offset until the target is full.
    ///
    /// - Throws: The error of `pread`; one with code 0 if the file ends before.
    func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws(SystemCallError) {
        var rest = target
        while rest.count > 0 {
            let position = off_t(offset + target.count - rest.count)
            let count = try SystemCallError.check("pread") { pread(descriptor, rest.baseAddress, rest.count, position) }
            guard count > 0 else { throw SystemCallError(call: "pread", code: 0) }
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }
    }
}
