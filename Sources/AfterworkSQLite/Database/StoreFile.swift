import Afterwork
import GRDB
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A database file of the store's own: how it is opened, and whether it is still the one that was.
struct StoreFile: Sendable {
    /// Where it is. Not from where the process happens to be when it looks.
    let path: String
    /// Whether commits wait until they are on the disk.
    let waitsForDisk: Bool

    init(path: String, waitsForDisk: Bool = true) {
        self.waitsForDisk = waitsForDisk
        guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else {
            self.path = path
            return
        }
        defer { free(folder) }
        self.path = "\(String(cString: folder))/\(path)"
    }

    /// What the file system calls the file behind a path.
    struct Identity: Sendable, Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// The file that is there now; `nil` if there is none.
    var identity: Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(status.st_ino))
    }

    /// Opens the file, made if need be together with its folder.
    ///
    /// - Throws: ``JobStoreUnavailable``, and what SQLite throws.
    func open() throws -> DatabasePool {
        let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
        try Folder.make(folder.isEmpty ? "/" : folder)
        // Each time: whoever has made a folder may have died before its name was on the disk. Of the names in the last one SQLite takes care.
        Folder.flushNames(on: folder)
        try refuseNetwork(folder.isEmpty ? "/" : folder)
        try refuseFolder()
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { database in
            guard sqlite3_db_readonly(database.sqliteConnection, "main") != 1 else {
                throw DatabaseError(resultCode: .SQLITE_READONLY, message: "attempt to write a readonly database")
            }
            // Here and not where connections are prepared: a pool that begins sets it to NORMAL, with which a power cut loses commits.
            try database.execute(sql: "PRAGMA synchronous = \(waitsForDisk ? "FULL" : "OFF")")
            if try Int.fetchOne(database, sql: "PRAGMA application_id") == 0 {
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
        }
        return pool
    }

    private func refuseFolder() throws {
        var status = stat()
        guard path.hasSuffix("/") || stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR else { return }
        throw JobStoreUnavailable(.lost, "The job store \"\(path)\" would be a folder. Name a file in it: \"jobs.sqlite\", for example.")
    }

    private func refuseNetwork(_ folder: String) throws {
        guard let kind = NetworkFileSystem.kind(of: Folder.resolved(folder)) else { return }
        throw JobStoreUnavailable(
            .lost,
            """
            The job store "\(path)" lies on a network file system (\(kind)), where the locks that keep processes apart do not hold and \
            a job could be lost. Put it on a disk of this machine, or use PostgreSQL.
            """
        )
    }

    private var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "afterwork"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .callback(Patience.wait(after:))
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            // Ten million finished jobs have 100 MB of ids; the ends of the indexes, where all happens, stay in memory.
            try database.execute(sql: "PRAGMA cache_size = -32768")
            // Every 16 MB the log is written into the database. Pages that change all the time are written once for it.
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
            // What a long read made the log grow by is given back.
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
        }
        return configuration
    }
}

/// Folders of the file system.
enum Folder {
    /// Makes a folder and those above it, where they are missing.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    static func make(_ path: String) throws {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part
            if mkdir(made, 0o777) != 0, errno != EEXIST { throw JobStoreUnavailable(errno: errno, doing: "create the folder \"\(made)\"") }
            made += "/"
        }
    }

    /// Waits until the names of a folder and of those above it are on the disk: without them a power cut leaves a file that nobody finds.
    ///
    /// Those that lie in a folder which may not be read cannot be waited for.
    static func flushNames(on path: String) {
        var parent = path.hasPrefix("/") ? "/" : "."
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            let descriptor = open(parent, O_RDONLY | O_CLOEXEC)
            if descriptor >= 0 {
                fsync(descriptor)
                close(descriptor)
            }
            made += part
            parent = made
            made += "/"
        }
    }

    /// A path without links; the path itself if nothing is there.
    static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names of what is in a folder; none if it is not there.
    static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
