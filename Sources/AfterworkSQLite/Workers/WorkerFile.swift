import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The file of a worker of this process, with a lock on it that shows that the worker lives.
///
/// The kernel takes the lock away when the process ends, however it ends, and never before: no clock and no heartbeat has a part in it.
/// A lock of flock(2) and not of fcntl(2), because that one would not keep two stores of one process apart, and would be lost when any
/// of them closes the file.
final class WorkerFile: Sendable {
    private let descriptor: CInt
    private let started: Mutex<StartTable>

    /// Makes the file of a new worker, locked.
    ///
    /// - Parameter path: Where; nothing may be there.
    /// - Throws: ``JobStoreUnavailable``.
    init(path: String) throws {
        // Under another name until it is locked, so that nobody finds it without its lock.
        let draft = path + ".new"
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw JobStoreUnavailable(errno: errno, doing: "create the worker file \"\(draft)\"") }
        do {
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                throw JobStoreUnavailable(errno: errno, doing: "lock the worker file \"\(draft)\"")
            }
            started = Mutex(try StartTable(in: descriptor))
            guard rename(draft, path) == 0 else {
                throw JobStoreUnavailable(errno: errno, doing: "name the worker file \"\(path)\"")
            }
        } catch {
            close(descriptor)
            unlink(draft)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        // And with it the lock.
        close(descriptor)
    }

    func start(_ attempts: [JobAttempt]) throws {
        try started.withLock { table in
            for attempt in attempts { try table.note(attempt) }
        }
    }

    func end(_ attempts: [JobAttempt]) {
        started.withLock { table in
            for attempt in attempts { table.clear(attempt) }
        }
    }

    /// Whether the worker with this file lives. May be asked in the worker's own process, too.
    static func isLocked(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // One that cannot be opened for want of permission or of file numbers is there, and nobody may call it dead.
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        // Shared, so that two who ask at the same moment do not take one another for the worker.
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    /// The attempts that a worker had started and that still ran; none if its file is gone.
    static func attempts(at path: String) -> Set<JobAttempt> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        return StartTable.attempts(in: descriptor)
    }
}
