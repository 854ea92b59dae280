import DequeModule

/// Why a job's task is cancelled before its handler has returned.
enum StopReason: Sendable, Hashable {
    /// Somebody cancelled the job.
    case cancelled
    /// It took longer than it may.
    case timeout(Duration)
    /// The worker ends.
    case shutdown
    /// The store took the worker for dead, and the job from it.
    case lost
}

/// What a worker holds and is doing: plain state, guarded by the worker's lock.
struct WorkerBoard {
    typealias Continuation = CheckedContinuation<ClaimedJob?, Never>

    /// A job that is being run.
    struct Running {
        let job: ClaimedJob
        /// On the worker's own clock.
        let since: Duration
        var stop: StopReason?
        var timeout: Duration?
        /// When the next thing happens to it by itself: its timeout, or being shown as one that ignores its cancellation.
        var deadline: Duration?

        /// Whether nothing is to begin beside it.
        func isAlone(at time: Duration) -> Bool { job.crashes > 0 && time - since < Solitude.longest }
    }

    /// A slot that waited, and what it is given.
    struct Assignment {
        let job: ClaimedJob?
        let continuation: Continuation

        func resume() { continuation.resume(returning: job) }
    }

    private(set) var incarnation: Incarnation?
    private(set) var names: Set<String> = []
    private(set) var isClosed = false
    /// Whether nobody waits for the jobs that still run.
    private(set) var isDeserted = false
    /// Whether a notice, a poll or a full claim says that there may be more to claim.
    var mayHaveWork = true
    /// Whether a job has ended since the last poll.
    var isStirring = false
    private var solitude = Solitude()
    /// Whether a claim failed whose jobs the store may have given out all the same.
    var hasLostClaim = false
    var turns: QueueTurns
    private(set) var buffer: Deque<ClaimedJob> = []
    private(set) var running: [Int: Running] = [:]
    private var idle: [(slot: Int, continuation: Continuation)] = []
    private(set) var finished: [FinishedAttempt] = []
    private var progress: [JobID: JobProgress] = [:]
    /// When progress was last taken to be written down.
    private var progressTakenAt: Duration?
    /// Outcomes since the board was last asked.
    private var finishedCount = 0
    /// How many of those that have ended are written down at once.
    private var finishedLimit = Int.max
    /// How many could not be written one after another, each by itself.
    private var failedAlone = 0

    init(_ configuration: Worker.Configuration) {
        turns = QueueTurns(configuration.queues)
    }

    /// Whether slots have nothing more to wait for.
    var isOver: Bool { isClosed && buffer.isEmpty }

    /// Whether everything was done and written down.
    var isDone: Bool { isOver && (running.isEmpty || isDeserted) && finished.isEmpty }

    mutating func join(as incarnation: Incarnation, names: Set<String>) {
        self.incarnation = incarnation
        self.names = names
    }
}

// What slots do.
extension WorkerBoard {
    /// Begins the next job in a slot, if there is one.
    mutating func begin(_ slot: Int, at time: Duration) -> ClaimedJob? {
        guard let job = buffer.popFirst() else { return nil }
        running[slot] = Running(job: job, since: time)
        return job
    }

    mutating func park(_ slot: Int, _ continuation: Continuation) {
        idle.append((slot, continuation))
    }

    /// Gives what waits to slots that wait; and nothing to each of them if there will be nothing.
    mutating func assign(at time: Duration) -> [Assignment] {
        var assignments: [Assignment] = []
        while !idle.isEmpty, !buffer.isEmpty || isClosed {
            let (slot, continuation) = idle.removeLast()
            assignments.append(Assignment(job: begin(slot, at: time), continuation: continuation))
        }
        return assignments
    }

    /// Sets when a job is stopped for taking too long: counted from when its handler begins, however long the store took before.
    mutating func setTimeout(_ timeout: Duration, of slot: Int, at time: Duration) -> Bool {
        guard let running = running[slot], running.stop == nil else { return false }
        let deadline = time + timeout
        let isFirst = nextDeadline.map { deadline < $0 } ?? true
        self.running[slot]?.timeout = timeout
        self.running[slot]?.deadline = deadline
        return isFirst
    }

    /// Ends the job of a slot.
    ///
    /// - Parameters:
    ///   - slot: The slot.
    ///   - outcome: How it ended, given why it was stopped; `nil` if that is nobody's business any more.
    /// - Returns: Whether the slot's task may take another: one that was stopped is cancelled for good.
    mutating func end(_ slot: Int, _ outcome: JobOutcome) -> Bool {
        guard let ended = running.removeValue(forKey: slot) else { return false }
        turns.release(ended.job.queue)
        progress[ended.job.attempt.id] = nil
        finishedCount += 1
        isStirring = true
        if ended.stop != .lost { finished.append(FinishedAttempt(ended.job.attempt, outcome)) }
        return ended.stop == nil
    }

    mutating func report(_ report: JobProgress) -> Bool {
        // Of one that the worker has given up, nothing is written any more; it may go on for long.
        guard !isDeserted else { return false }
        defer { progress[report.attempt.id] = report }
        return progress.isEmpty
    }
}

// What the exchange with the store does.
extension WorkerBoard {
    /// What is to be written down at once, at least one if there is any.
    ///
    /// - Parameter isLast: Whether it is not tried again.
    /// - Returns: The outcomes, which are no longer on the board.
    mutating func takeFinished(isLast: Bool = false) -> [FinishedAttempt] {
        var bytes = 0
        let count = finished.prefix(isLast ? .max : finishedLimit).prefix { attempt in
            defer { bytes += attempt.outcome.byteCount }
            return bytes < ClaimRequest.byteLimit
        }.count
        defer { finished.removeFirst(count) }
        return Array(finished.prefix(count))
    }

    /// Whether some of those that have ended were not tried by themselves, after one that could not be written.
    var mayWriteOthers: Bool { failedAlone > 0 && failedAlone < finished.count }

    /// Takes note that all that was taken was written.
    mutating func noteWritten() {
        finishedLimit = finishedLimit > .max / 2 ? .max : finishedLimit * 2
        failedAlone = 0
    }

    /// Puts back what could not be written. Fewer are taken next, so that one which can never be written is soon alone, and the others
    /// come before it.
    mutating func putBack(_ attempts: [FinishedAttempt]) {
        finishedLimit = max(1, attempts.count / 2)
        failedAlone = attempts.count == 1 ? failedAlone + 1 : 0
        finished = attempts.count == 1 ? finished + attempts : attempts + finished
    }

    /// What jobs say of themselves, if it is time to write it down: with outcomes always, alone ten times a second at most, because each
    /// time is a commit.
    ///
    /// - Parameters:
    ///   - time: On the worker's own clock.
    ///   - isAlone: Whether nothing else is written.
    /// - Returns: The latest word of each job.
    mutating func takeProgress(at time: Duration, isAlone: Bool) -> [JobProgress] {
        guard !progress.isEmpty, !isAlone || pauseBeforeProgress(at: time) == .zero else { return [] }
        progressTakenAt = time
        defer { progress = [:] }
        return progress.values.sorted { $0.attempt.id < $1.attempt.id }
    }

    /// How long what jobs say of themselves has to wait; `nil` if they have said nothing.
    func pauseBeforeProgress(at time: Duration) -> Duration? {
        guard !progress.isEmpty else { return nil }
        return max(.zero, (progressTakenAt.map { $0 + Self.progressInterval } ?? time) - time)
    }

    private static let progressInterval = Duration.milliseconds(100)

    mutating func takeFinishedCount() -> Int {
        defer { finishedCount = 0 }
        return finishedCount
    }

    /// Decides what to claim now.
    ///
    /// - Parameters:
    ///   - slots: How many jobs run at the same time.
    ///   - ahead: How many more to hold than run.
    ///   - time: On the worker's own clock.
    /// - Returns: The request; `nil` if there is nothing to ask for.
    mutating func claimRequest(slots: Int, ahead: Int, at time: Duration) -> ClaimRequest? {
        guard let incarnation, !isClosed, mayHaveWork, !hasLostClaim, !names.isEmpty else { return nil }
        // Nothing is to begin beside one that runs alone.
        guard !running.values.contains(where: { $0.isAlone(at: time) }), !buffer.contains(where: { $0.crashes > 0 }) else { return nil }
        let held = running.count + buffer.count
        if solitude.begins(at: time, isEmpty: held == 0) {
            guard held == 0 else { return nil }
            let shares = turns.shares(limit: 1)
            return ClaimRequest(incarnation: incarnation, names: names, shares: shares, limit: 1, wantsSuspect: true)
        }
        let wanted = slots + ahead - held
        // A few at a time cost a commit each, as long as there is enough to do.
        guard wanted > 0, buffer.count <= ahead / 2 else { return nil }
        guard buffer.reduce(0, { $0 + $1.payload.count }) < ClaimRequest.byteLimit / 2 else { return nil }
        mayHaveWork = false
        return ClaimRequest(incarnation: incarnation, names: names, shares: turns.shares(limit: wanted), limit: wanted)
    }

    /// All attempts that are on the board.
    var held: [JobAttempt] { buffer.map(\.attempt) + running.values.map(\.job.attempt) + finished.map(\.attempt) }

    /// Takes in what a claim brought.
    mutating func take(_ claim: Claim, for request: ClaimRequest) {
        // After a suspect the others have a turn, however many suspects wait.
        solitude.isWanted = claim.hasSuspects && !request.wantsSuspect
        // Whoever asked for a suspect has not asked for the others, also where another worker was faster.
        if request.wantsSuspect || solitude.isWanted && !solitude.isPutOff || claim.jobs.count >= request.limit { mayHaveWork = true }
        if claim.isCutShort {
            mayHaveWork = true
            turns.forgetAsked()
        }
        // Under a name that the store has forgotten since, these are somebody else's.
        guard request.incarnation == incarnation else { return }
        for job in claim.jobs { turns.take(job.queue) }
        buffer.append(contentsOf: claim.jobs)
        if isClosed { releaseBuffer() }
    }

    /// Hands back what has been claimed and not begun.
    mutating func releaseBuffer() {
        for job in buffer {
            turns.release(job.queue)
            finished.append(FinishedAttempt(job.attempt, .released))
        }
        buffer = []
    }

    /// Begins nothing more.
    mutating func close() {
        isClosed = true
        releaseBuffer()
    }
}

// What stops jobs.
extension WorkerBoard {
    /// Takes note that a job is to be stopped.
    ///
    /// - Parameters:
    ///   - id: The job.
    ///   - reason: Why.
    ///   - deadline: When it is shown as one that ignores that.
    /// - Returns: The slot whose task is to be cancelled; `nil` if the job is not running, or is being stopped already.
    mutating func stop(_ id: JobID, because reason: StopReason, deadline: Duration) -> Int? {
        guard let slot = running.first(where: { $0.value.job.attempt.id == id })?.key, running[slot]?.stop == nil else { return nil }
        running[slot]?.stop = reason
        running[slot]?.deadline = deadline
        return slot
    }

    mutating func stopAll(because reason: StopReason, deadline: Duration) -> [Int] {
        inOrder.map(\.job.attempt.id).compactMap { stop($0, because: reason, deadline: deadline) }
    }

    /// Forgets everything that was held under a name that the store does not know any more.
    mutating func loseAll() {
        for job in buffer { turns.release(job.queue) }
        buffer = []
        finished = []
    }

    /// Hands back what still runs, without its end.
    mutating func desert() -> [Running] {
        isDeserted = true
        let deserted = inOrder.filter { $0.stop != .lost }
        for slot in running.keys { running[slot]?.stop = .lost }
        finished += deserted.map { FinishedAttempt($0.job.attempt, .released) }
        return deserted
    }

    /// The deadline that comes first.
    var nextDeadline: Duration? { running.values.compactMap(\.deadline).min() }

    /// The jobs whose deadline has come, which is taken away.
    mutating func takeDue(at time: Duration) -> [Running] {
        let slots = running.filter { $0.value.deadline.map { $0 <= time } ?? false }.keys.sorted()
        let due = slots.compactMap { running[$0] }
        for slot in slots { running[slot]?.deadline = nil }
        return due
    }

    /// What runs, by slot: what is done to several in turn is done in an order that does not depend on the process.
    private var inOrder: [Running] { running.sorted { $0.key < $1.key }.map(\.value) }
}
