import Afterwork
import Synchronization

/// Where the rows of claimed jobs are, so that nobody has to look when they are finished.
///
/// Neither of it ever changes while there is the row, so an entry is true whatever became of the transaction in which it was made; and
/// whoever uses one says in the statement itself which job and which attempt he means.
final class ClaimedRows: Sendable {
    /// What does not change of a job.
    struct Row: Sendable {
        let seq: Int64
        let kind: Int64
    }

    private let rows = Mutex<[JobID: Row]>([:])

    /// How many are known at most: more than workers of one process hold, unless jobs were taken from them.
    private static let most = 16_384

    /// Takes note of a job that is being claimed.
    func note(_ id: JobID, seq: Int64, kind: Int64) {
        rows.withLock { rows in
            if rows.count >= Self.most { rows.removeAll(keepingCapacity: true) }
            rows[id] = Row(seq: seq, kind: kind)
        }
    }

    /// Takes out a job that is being finished; `nil` if it is not known.
    func take(_ id: JobID) -> Row? {
        rows.withLock { $0.removeValue(forKey: id) }
    }
}
