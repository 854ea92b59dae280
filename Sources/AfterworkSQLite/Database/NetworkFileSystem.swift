#if canImport(Darwin)
import Darwin
#else
import Foundation
#endif

/// File systems of other machines, on which the locks that SQLite and the store's workers rely on do not hold.
enum NetworkFileSystem {
    /// Finds out what a folder lies on.
    ///
    /// - Parameter folder: A folder that exists, links resolved.
    /// - Returns: The kind of the network file system; `nil` if it is a disk of this machine, or nobody can tell.
    static func kind(of folder: String) -> String? {
        #if canImport(Darwin)
        var system = statfs()
        guard statfs(folder, &system) == 0, system.f_flags & UInt32(MNT_LOCAL) == 0 else { return nil }
        return withUnsafeBytes(of: system.f_fstypename) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        #else
        guard let mounts = FileManager.default.contents(atPath: "/proc/self/mountinfo") else { return nil }
        return kind(of: folder, mounts: String(decoding: mounts, as: UTF8.self))
        #endif
    }

    /// The same, by what the kernel's list of mounts says: proc_pid_mountinfo(5).
    static func kind(of folder: String, mounts: String) -> String? {
        var best: (length: Int, kind: Substring)?
        for line in mounts.split(separator: "\n") {
            // 36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/root rw
            let fields = line.split(separator: " ")
            guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.endIndex else { continue }
            let point = unescaped(fields[4])
            guard point == "/" || folder == point || folder.hasPrefix(point + "/") else { continue }
            // Of two mounts in one place the later one is seen.
            if point.utf8.count >= best?.length ?? 0 { best = (point.utf8.count, fields[dash + 1]) }
        }
        return best.flatMap { kinds.contains($0.kind) ? String($0.kind) : nil }
    }

    private static let kinds: Set<Substring> = [
        "nfs", "nfs3", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "orangefs",
        "ocfs2", "gfs2", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.s3fs", "fuse.gcsfuse", "fuse.goofys", "fuse.rclone",
        "fuse.davfs2", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.juicefs", "fuse.mount-s3", "fuse.blobfuse2",
    ]

    /// A space is written as `\040` there.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
