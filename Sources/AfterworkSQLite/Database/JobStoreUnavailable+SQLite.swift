import Afterwork
import GRDB

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension JobStoreUnavailable {
    /// What went wrong in a database, for whoever uses the store.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - place: What the database is called in messages.
    init(_ error: any Error, in place: String) {
        switch error {
        case let error as JobStoreUnavailable: self = error
        case let error as DatabaseError: self.init(error, at: place)
        default: self.init(.lost, "The job store in \(place) failed: \(error)")
        }
    }

    private init(_ error: DatabaseError, at place: String) {
        let detail = "SQLite says: \(error.message ?? "nothing") (code \(error.extendedResultCode.rawValue))."
        let reason = Reason(error)
        self.init(reason, "\(reason.sentence(place)) \(detail)")
    }

    /// What went wrong in a system call.
    ///
    /// - Parameters:
    ///   - code: The call's `errno`.
    ///   - doing: What was to be done, with which file: `"create the folder \"x\""`.
    init(errno code: CInt, doing: String) {
        let reason: Reason =
            switch code {
            case ENOSPC, EDQUOT: .full
            case EACCES, EPERM, EROFS: .readOnly
            default: .lost
            }
        let detail = strerror(code).map { String(cString: $0) } ?? "unknown error"
        self.init(reason, "The job store could not \(doing): \(detail) (errno \(code)). \(reason.advice)")
    }
}

extension JobStoreUnavailable.Reason {
    fileprivate init(_ error: DatabaseError) {
        switch error.extendedResultCode {
        // The file with the index of the write-ahead log could not grow; there SQLite does not say that the disk is full.
        case .SQLITE_IOERR_SHMSIZE: self = .full
        case .SQLITE_READONLY_DBMOVED: self = .lost
        default:
            switch error.resultCode {
            case .SQLITE_FULL: self = .full
            case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .busy
            case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt
            // GRDB's word for a connection that was closed.
            case .SQLITE_MISUSE where error.message == "Connection is closed": self = .closed
            default: self = .lost
            }
        }
    }

    fileprivate func sentence(_ place: String) -> String {
        let what =
            switch self {
            case .full: "The job store has no room: the disk of \(place) is full."
            case .busy: "The job store is held by somebody else: \(place) has been locked for seconds."
            case .readOnly: "The job store cannot be written: \(place) cannot be opened for it."
            case .corrupt: "The job store is damaged: \(place) is not a database, or not a sound one."
            case .newer: "The job store is newer than this program: \(place)."
            case .lost: "The job store failed: \(place)."
            case .closed: "The job store is closed: \(place)."
            }
        return "\(what) \(advice)"
    }

    /// What to do.
    fileprivate var advice: String {
        switch self {
        case .full: "Make room; it goes on by itself then. Nothing is lost of what was stored."
        case .busy: "It goes on when they are done. See who holds a transaction open."
        case .readOnly:
            "See to the permissions of the file, of its -wal and -shm files and of the folder, and whether the disk is read-only."
        case .corrupt: "Move it and its -wal file away, keep them, and put a backup or the output of sqlite3's .recover in its place."
        case .newer: "Update Afterwork, or use another database."
        case .lost: "See to the disk and the file; it goes on when it can be reached."
        case .closed: "Make a new one."
        }
    }
}
