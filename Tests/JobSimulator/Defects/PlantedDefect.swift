/// What can be wrong with a store, or with what a worker makes of it: the list by which the simulator proves that it would see it.
///
/// Where a worker would be at fault, the store does what the worker would have it do.
package enum PlantedDefect: String, CaseIterable, Sendable {
    // Storing.

    /// A client is told that its jobs are kept, and they are stored a moment later.
    case earlyAcknowledgement
    /// Of a batch the second job is left out.
    case lostSecondOfBatch
    /// A job is stored beside another that is the same.
    case twins

    // Giving out.

    /// A job that one worker holds is given to another.
    case doubleClaim
    /// A queue's limit is not kept.
    case forgottenLimit
    /// A queue that is paused is served.
    case forgottenPause
    /// A job near which a worker has died runs beside others.
    case suspectsInCompany
    /// A job is begun before its time.
    case tooEarly
    /// A job is begun after the time when it was to be discarded.
    case tooLate
    /// What was given out in an answer that was lost stays with its worker.
    case lostClaims

    // Writing down.

    /// The end of an attempt is written although the job was taken from its worker.
    case noFence
    /// How far an attempt is, is written although the job was taken from its worker.
    case noFenceForReports
    /// A worker is told that the end of an attempt is kept, and it is written a moment later.
    case earlyEnd
    /// A job is done as soon as it is begun.
    case doneAtStart
    /// A failed attempt costs nothing.
    case failureNotCounted
    /// A snooze costs an attempt.
    case snoozeCounted
    /// The shutdown of a worker costs an attempt.
    case releaseCounted
    /// A job that has failed too often runs again.
    case endlessRetries
    /// A job that was given up runs again.
    case discardRetried

    // Life and death.

    /// A worker that lives is taken for dead.
    case rescueOfTheLiving
    /// A worker is taken for dead although it shows that it lives, because the signs are not counted.
    case unseenBeats
    /// A worker is taken for dead when the store's clock was set.
    case lifeByWallClock
    /// When a worker has died, the jobs of all are taken.
    case rescueOfAll
    /// Nothing is taken from workers that are dead.
    case noRescue
    /// The death of a worker in the middle of an attempt is not counted.
    case crashNotCounted
    /// The death of a worker is counted for jobs that it had not begun.
    case crashBeforeStart
    /// The death of a worker is counted for jobs whose handlers had returned.
    case crashAfterEnd
    /// A job of which workers die is run on and on.
    case noQuarantine

    // Telling.

    /// Workers are not woken when there is something to do.
    case lostWakeUp
    /// Workers are not woken when somebody cancels a job.
    case lostOrders
    /// Workers are not told which jobs were cancelled.
    case forgottenCancels
}
