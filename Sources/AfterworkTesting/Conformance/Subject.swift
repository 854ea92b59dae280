import Afterwork

/// A job, alone by its name, and the worker that takes it.
struct Subject {
    let trial: StoreTrial
    let job: PreparedJob
    private(set) var worker: Incarnation
    /// Its latest attempt; before the first one, an attempt that never was.
    private(set) var attempt: JobAttempt
    private(set) var hasStarted = false

    init(
        _ trial: StoreTrial,
        expiry: Duration?,
        schedule: JobSchedule = .now,
        uniqueness: PreparedJob.Uniqueness? = nil
    ) async throws {
        self.trial = trial
        let id = trial.makeID()
        var job = PreparedJob(id: id, name: "subject-\(id)", payload: [])
        job.expiry = expiry
        job.schedule = schedule
        job.uniqueness = uniqueness
        self.job = job
        worker = try await trial.store.join()
        attempt = JobAttempt(id: id, fence: 1)
        trial.expect("enqueue", try await trial.store.enqueue([job]), is: [.inserted(id)])
    }

    var id: JobID { job.id }

    func record() async throws -> JobRecord { try await trial.record(id) }

    mutating func claim() async throws {
        let wantsSuspect = try await record().crashes > 0
        attempt = try await trial.claimOne(by: worker, [job.name], wantsSuspect: wantsSuspect).attempt
        hasStarted = false
    }

    mutating func start() async throws {
        try await trial.store.start([attempt], by: worker)
        hasStarted = true
    }

    func finish(_ outcome: JobOutcome) async throws -> Bool {
        try await trial.store.finish([FinishedAttempt(attempt, outcome)]) == [true]
    }

    func cancel() async throws {
        _ = try await trial.store.cancel([id])
    }

    /// Has the worker die, and another take its place.
    mutating func orphan() async throws -> [RescuedJob] {
        let rescued = try await trial.store.rescue([Presence(worker, .dead)])
        worker = try await trial.store.join()
        return rescued
    }

    mutating func crash() async throws {
        try await claim()
        try await start()
        _ = try await orphan()
    }

    func wait(_ duration: Duration) async throws {
        trial.clock.advance(by: duration)
        while try await trial.store.stage(limit: 1000).next == .zero {}
    }
}

/// One of the ways in which a job comes to stand where it stands.
struct Way: Sendable {
    /// What has happened to the job: "a job that …".
    let name: String
    let state: JobState
    /// When the job is enqueued to run.
    let schedule: JobSchedule
    let go: @Sendable (inout Subject) async throws -> Void

    private init(
        _ name: String,
        _ state: JobState,
        schedule: JobSchedule = .now,
        _ go: @escaping @Sendable (inout Subject) async throws -> Void = { _ in }
    ) {
        self.name = name
        self.state = state
        self.schedule = schedule
        self.go = go
    }

    /// Takes a job that nothing has happened to the way.
    static func claimed(_ name: String, _ state: JobState, outcome: JobOutcome) -> Way {
        Way(name, state) { subject in
            try await subject.claim()
            try await subject.start()
            _ = try await subject.finish(outcome)
        }
    }

    static let all = waiting + running + ended

    private static let waiting = [
        Way("waits for its time", .scheduled, schedule: .after(.seconds(3600))),
        claimed("was snoozed", .scheduled, outcome: .snoozed(.seconds(3600))),
        Way("was enqueued", .available),
        Way("has become due", .available, schedule: .after(.seconds(3600))) { try await $0.wait(.seconds(3600)) },
        claimed("was released", .available, outcome: .released),
        Way("lost its worker before it had started", .available) { subject in
            try await subject.claim()
            _ = try await subject.orphan()
        },
        Way("has crashed its worker", .available) { try await $0.crash() },
        claimed("has failed and has attempts left", .retryable, outcome: .failed(error: "broken", retryAfter: .seconds(3600))),
    ]

    private static let running = [
        Way("was claimed", .running) { try await $0.claim() },
        Way("was claimed and cancelled", .running) { subject in
            try await subject.claim()
            try await subject.cancel()
        },
        Way("has started", .running) { subject in
            try await subject.claim()
            try await subject.start()
        },
        Way("has started and was cancelled", .running) { subject in
            try await subject.claim()
            try await subject.start()
            try await subject.cancel()
        },
        Way("has crashed once and was claimed again", .running) { subject in
            try await subject.crash()
            try await subject.claim()
        },
        Way("has crashed once and has started again", .running) { subject in
            try await subject.crash()
            try await subject.claim()
            try await subject.start()
        },
        Way("has crashed twice and has started again", .running) { subject in
            for _ in 0..<2 { try await subject.crash() }
            try await subject.claim()
            try await subject.start()
        },
        Way("has crashed twice, has started again and was cancelled", .running) { subject in
            for _ in 0..<2 { try await subject.crash() }
            try await subject.claim()
            try await subject.start()
            try await subject.cancel()
        },
    ]

    private static let ended = [
        claimed("was completed", .completed, outcome: .completed(result: nil)),
        claimed("has failed for the last time", .discarded, outcome: .failed(error: "broken", retryAfter: nil)),
        claimed("was given up by its handler", .discarded, outcome: .discarded(reason: "no use")),
        claimed("did not decode", .quarantined, outcome: .undecodable(error: "no such key")),
        Way("was cancelled while it waited", .cancelled) { try await $0.cancel() },
        Way("was cancelled and has stopped", .cancelled) { subject in
            try await subject.claim()
            try await subject.start()
            try await subject.cancel()
            _ = try await subject.finish(.stopped)
        },
        Way("was cancelled and lost its worker", .cancelled) { subject in
            try await subject.claim()
            try await subject.start()
            try await subject.cancel()
            _ = try await subject.orphan()
        },
        Way("has crashed three workers", .quarantined) { subject in
            for _ in 0..<3 { try await subject.crash() }
        },
    ]
}
