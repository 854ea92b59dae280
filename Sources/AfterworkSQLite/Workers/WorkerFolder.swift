import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The folder beside a database in which its workers show that they live, and are woken: `jobs.sqlite-workers`.
///
/// For each worker, `<incarnation>` is its locked file and `<incarnation>.wake` its pipe. Of a worker that was killed both stay until
/// somebody has given its jobs back.
final class WorkerFolder: Sendable {
    private struct Member: Sendable {
        let file: WorkerFile
        /// Nil where nobody else is to be heard.
        let pipe: WakeUpPipe?
    }

    let path: String
    private let members = Mutex<[Incarnation: Member]>([:])
    private let neighbours: Neighbours

    /// The folder of a database, which need not be there yet.
    ///
    /// - Parameter path: Where it is or will be.
    init(path: String) {
        self.path = path
        neighbours = Neighbours(folder: path)
    }

    private func file(of incarnation: Incarnation) -> String { "\(path)/\(incarnation)" }

    private func pipe(of incarnation: Incarnation) -> String { file(of: incarnation) + Self.pipeEnding }

    static let pipeEnding = ".wake"
}

// The workers of this store.
extension WorkerFolder {
    /// Makes the files of a new worker; not again if they are made.
    ///
    /// - Parameters:
    ///   - incarnation: The worker.
    ///   - hear: Called with what other processes say; `nil` to hear nothing.
    /// - Throws: ``JobStoreUnavailable``.
    func join(_ incarnation: Incarnation, hear: (@Sendable (Set<JobNotice>) -> Void)?) throws {
        guard !isMember(incarnation) else { return }
        try Folder.make(path)
        let file = try WorkerFile(path: file(of: incarnation))
        do {
            let pipe = try hear.map { try WakeUpPipe(path: self.pipe(of: incarnation), hear: $0) }
            members.withLock { $0[incarnation] = Member(file: file, pipe: pipe) }
        } catch {
            remove(incarnation)
            throw error
        }
    }

    func isMember(_ incarnation: Incarnation) -> Bool { members.withLock { $0[incarnation] != nil } }

    /// Takes away what there is of a worker, of this store or another, that has left or is dead.
    func remove(_ incarnation: Incarnation) {
        let member = members.withLock { $0.removeValue(forKey: incarnation) }
        unlink(pipe(of: incarnation))
        unlink(file(of: incarnation))
        member?.pipe?.end()
    }

    /// Lets go of a worker's lock as its death would, and leaves everything else as it is.
    func abandon(_ incarnation: Incarnation) {
        members.withLock { $0.removeValue(forKey: incarnation) }?.pipe?.end()
    }

    /// Lets go of all workers: the store is closed.
    func removeAll() {
        for incarnation in members.withLock({ Array($0.keys) }) { remove(incarnation) }
        // Fails while others have files there.
        rmdir(path)
    }

    /// Notes that attempts have started. Those of a worker of another store are not for this one to note.
    ///
    /// - Throws: ``JobStoreUnavailable``.
    func start(_ attempts: [JobAttempt], by incarnation: Incarnation) throws {
        try members.withLock { $0[incarnation]?.file }?.start(attempts)
    }

    /// Notes that attempts of a worker run no more.
    func end(_ attempts: [JobAttempt], by incarnation: Incarnation) {
        members.withLock { $0[incarnation]?.file }?.end(attempts)
    }

    /// Notes that attempts have ended, whosever they were.
    func end(_ attempts: [JobAttempt]) {
        guard !attempts.isEmpty else { return }
        for member in members.withLock({ Array($0.values) }) { member.file.end(attempts) }
    }
}

// All workers.
extension WorkerFolder {
    /// Whether a worker lives.
    func sign(of incarnation: Incarnation) -> Presence.Sign {
        isMember(incarnation) || WorkerFile.isLocked(file(of: incarnation)) ? .alive : .dead
    }

    /// The attempts that a worker had started and that still ran.
    func attempts(startedBy incarnation: Incarnation) -> Set<JobAttempt> {
        WorkerFile.attempts(at: file(of: incarnation))
    }

    /// Removes what was left by workers that are dead and that the store does not know, because they died while they joined or left.
    func sweep(knowing known: [Incarnation]) {
        let known = Set(known.map(\.description))
        for name in Folder.names(in: path) {
            let incarnation = name.hasSuffix(Self.pipeEnding) ? String(name.dropLast(Self.pipeEnding.count)) : name
            // Not what has another ending: a file that is being made has no lock for a moment.
            guard JobID(incarnation) != nil, !known.contains(incarnation), !WorkerFile.isLocked("\(path)/\(incarnation)") else { continue }
            unlink("\(path)/\(name)")
        }
    }

    /// Wakes the workers of other stores.
    func say(_ notices: Set<JobNotice>) {
        guard !notices.isEmpty else { return }
        let own = members.withLock { Set($0.keys.map { "\($0)" + Self.pipeEnding }) }
        for pipe in neighbours.pipes where !own.contains(pipe) { WakeUpPipe.say(notices, to: "\(path)/\(pipe)") }
    }
}
