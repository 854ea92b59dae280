import Afterwork

/// What became of a job, as far as those who took part know.
struct Fate: Sendable {
    /// An attempt that the store has given to a worker and whose end it does not know.
    struct Holding: Sendable {
        let attempt: JobAttempt
        let holder: Incarnation
        var hasStarted = false
    }

    let job: SimulatedJob
    /// What the client was told; `nil` if nothing.
    var acknowledged: Enqueued?

    // What its handler did, in processes that lived.

    var calls = 0
    /// The processes that are running it, other than those from which the store has taken it.
    var live: [Int] = []
    /// How its attempts ended, by their fences.
    var conclusions: [Int64: SimulatedJob.Act] = [:]

    // What the store said.

    /// The job that was there already, in whose place this one would have been.
    var original: JobID?
    var isStored = false
    var wasCancelled = false
    var fence: Int64 = 0
    var holding: Holding?
    var failures = 0
    var crashes = 0
    /// The final state that it is in.
    var end: JobState?
    /// Whether it was cancelled while it was running.
    var isBeingCancelled = false
    var notBefore: UnixTime?
    var expiresAt: UnixTime?
}

/// A worker as the store knows it.
struct Member: Sendable {
    let number: Int
    let process: Int
    /// When it last showed that it lives.
    var lastSign: Duration
    /// When it last showed that it lives after a silence that others may have taken for its death.
    var lastReturn: Duration?
    /// Whether it has joined, and has neither left nor been taken for dead.
    var isEntered = true
    /// Whether it has ever been heard of; not if the answer to its joining was lost.
    var wasUsed = false
}
