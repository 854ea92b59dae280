/// How long a worker takes no jobs so that one can run alone.
///
/// A job near which a process has died begins when nothing else runs in its worker, and nothing begins beside it. Both have an end: a job
/// that takes long must not keep a whole worker from all others.
struct Solitude {
    /// Whether a job waits that is to run alone.
    var isWanted = false
    /// Whether others have their turn because the worker was not empty in time.
    private(set) var isPutOff = false
    private var since: Duration?
    private var putOffUntil = Duration.zero
    private var patience = Self.shortest

    private static let shortest = Duration.seconds(5)

    /// How long nothing is taken at most before such a job, and how long nothing begins beside it.
    static let longest = Duration.seconds(60)

    /// Decides whether nothing may be taken but a job that is to run alone.
    ///
    /// A worker that does not become empty in time goes on for ten times as long, and then has more patience.
    mutating func begins(at time: Duration, isEmpty: Bool) -> Bool {
        isPutOff = time < putOffUntil
        guard isWanted, !isPutOff else {
            since = nil
            return false
        }
        if isEmpty {
            since = nil
            patience = Self.shortest
            return true
        }
        let since = since ?? time
        self.since = since
        guard time - since >= patience else { return true }
        putOffUntil = time + patience * 10
        patience = min(patience * 2, Self.longest)
        isPutOff = true
        return false
    }
}
