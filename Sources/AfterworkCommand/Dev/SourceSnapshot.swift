#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The state of files at one moment: what tells a file that was saved from one that was not, without reading it.
struct SourceSnapshot: Sendable, Equatable {
    /// A save in place changes time or size; one by a new file under the old name changes the inode, whatever its time.
    struct File: Sendable, Equatable {
        var seconds: Int
        var nanoseconds: Int
        var size: Int
        var inode: UInt64
    }

    /// The files by their paths.
    private(set) var files: [String: File] = [:]

    /// Makes a snapshot of known files.
    init(files: [String: File] = [:]) {
        self.files = files
    }

    /// Looks at files and folders, and at everything in the folders.
    ///
    /// It blocks. Links to files are followed, links to folders only where they are named. What is not there is left out.
    ///
    /// - Parameter places: Their paths.
    init(of places: [String]) {
        for place in places { add(place, followsFolder: true) }
    }

    /// The files that are new, gone or different since an earlier look, sorted.
    func changes(since earlier: SourceSnapshot) -> [String] {
        let changed = files.filter { earlier.files[$0.key] != $0.value }.keys
        let gone = earlier.files.keys.filter { files[$0] == nil }
        return (changed + gone).sorted()
    }

    /// The same files, those that were known before as they were then.
    func remembering(_ earlier: SourceSnapshot) -> SourceSnapshot {
        SourceSnapshot(files: files.merging(earlier.files.filter { files[$0.key] != nil }) { _, known in known })
    }

    /// Whether a name is one that editors write beside the file that is edited, or hide.
    static func isPassedOver(_ name: String) -> Bool {
        let first = name.utf8.first
        if first == UInt8(ascii: ".") || first == UInt8(ascii: "#") || name.utf8.last == UInt8(ascii: "~") { return true }
        // Vim probes a folder with a file 4913; JetBrains' editors and macOS write beside the file and rename.
        return name == "4913" || name.hasPrefix("___jb_") || name.contains(".sb-")
            || [".swp", ".swx", ".tmp", ".bak", ".orig"].contains(where: name.hasSuffix)
    }

    private mutating func add(_ path: String, followsFolder: Bool) {
        var status = stat()
        guard systemStat(path, &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFREG: files[path] = File(status)
        case S_IFDIR where followsFolder || !Self.isLink(path): addContents(of: path)
        default: break
        }
    }

    private mutating func addContents(of folder: String) {
        for name in Self.names(in: folder) where !Self.isPassedOver(name) { add("\(folder)/\(name)", followsFolder: false) }
    }

    /// The names in a folder; none if it cannot be read.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) { names.append(name(of: entry)) }
        return names
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) { String(cString: $0) }
        }
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}

extension SourceSnapshot.File {
    fileprivate init(_ status: stat) {
        #if canImport(Darwin)
        let modified = status.st_mtimespec
        #else
        let modified = status.st_mtim
        #endif
        self.init(seconds: modified.tv_sec, nanoseconds: modified.tv_nsec, size: Int(status.st_size), inode: UInt64(status.st_ino))
    }
}

private func systemStat(_ path: String, _ status: inout stat) -> CInt {
    stat(path, &status)
}
