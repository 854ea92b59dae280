import Afterwork
import Synchronization

extension JobStoreConformance.Check {
    /// That each verb is one step, whoever else does something at the same moment.
    static let ofConcurrency = [
        Self("however many enqueue, claim and finish at once, each job is claimed once and finished once") { trial in
            let (producers, batches, size) = (6, 10, 5)
            let producing = Countdown(producers)
            let claimed = try await withThrowingTaskGroup(of: [JobID].self) { group in
                for _ in 0..<producers {
                    group.addTask {
                        for _ in 0..<batches { _ = try await trial.store.enqueue((0..<size).map { _ in trial.makeJob() }) }
                        producing.countDown()
                        return []
                    }
                }
                for limit in [1, 3, 7, 20] {
                    group.addTask {
                        try await drain(trial, limit: limit) { producing.isOver }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            trial.expect("how many were claimed", claimed.count, is: producers * batches * size)
            trial.expect("how many different ones", Set(claimed).count, is: producers * batches * size)
            let counts = try await trial.store.counts()
            let expected = [JobCount(queue: "default", name: "work", state: .completed, count: producers * batches * size)]
            trial.expect("counts", counts, is: expected)
        },
        Self("of the same unique jobs enqueued at once one is stored") { trial in
            let rule = PreparedJob.Uniqueness(key: [1], period: nil, states: JobUniqueness.unfinished, conflict: .keep)
            let enqueued = try await withThrowingTaskGroup(of: [Enqueued].self) { group in
                for _ in 0..<20 {
                    group.addTask { try await trial.store.enqueue([trial.makeJob { $0.uniqueness = rule }]) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            trial.expect("how many are new", enqueued.count(where: \.isNew), is: 1)
            trial.expect("how many jobs they name", Set(enqueued.map(\.id)).count, is: 1)
            let jobs = try await trial.store.jobs(JobFilter(), before: nil, limit: 100)
            trial.expect("jobs", Set(jobs.map(\.id)), is: Set(enqueued.map(\.id)))
        },
        Self("of the same job enqueued at once one is stored") { trial in
            let job = trial.makeJob()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask { trial.expect("enqueue", try await trial.store.enqueue([job]), is: [.inserted(job.id)]) }
                }
                try await group.waitForAll()
            }
            trial.expect("counts", try await trial.store.counts().map(\.count), is: [1])
        },
        Self("of several ends of one attempt one is written") { trial in
            let worker = try await trial.store.join()
            for _ in 0..<10 {
                try await trial.put()
                let attempt = try await trial.claimOne(by: worker).attempt
                let written = try await withThrowingTaskGroup(of: [Bool].self) { group in
                    for result in [[1], [2], [3], [4]] as [[UInt8]] {
                        group.addTask { try await trial.store.finish([FinishedAttempt(attempt, .completed(result: result))]) }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                trial.expect("how many were written", written.count(where: \.self), is: 1)
            }
        },
        Self("a job is either finished by its worker or rescued from it") { trial in
            for _ in 0..<10 {
                let worker = try await trial.store.join()
                _ = try await trial.store.enqueue((0..<8).map { _ in trial.makeJob() })
                let claimed = try await trial.claim(by: worker, limit: 8).jobs
                async let finishing = trial.store.finish(claimed.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
                async let rescuing = trial.store.rescue([Presence(worker, .dead)])
                let (written, rescued) = (try await finishing, Set(try await rescuing.map(\.id)))
                for (job, isWritten) in zip(claimed, written) {
                    let id = job.attempt.id
                    trial.expect("whether it was rescued and not finished", rescued.contains(id), is: !isWritten)
                    try await trial.expect(id, is: isWritten ? .completed : .available)
                }
                _ = try await trial.store.cancel(claimed.map(\.attempt.id))
            }
        },
        Self("of several rescuers each job is given to one") { trial in
            for _ in 0..<10 {
                let worker = try await trial.store.join()
                let id = try await trial.put()
                try await trial.start(trial.claimOne(by: worker), by: worker)
                let rescued = try await withThrowingTaskGroup(of: [RescuedJob].self) { group in
                    for _ in 0..<4 { group.addTask { try await trial.store.rescue([Presence(worker, .dead)]) } }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                trial.expect("rescued", rescued, is: [RescuedJob(id: id, name: "work", state: .available, crashes: 1)])
                _ = try await trial.store.cancel([id])
            }
        },
        Self("a queue's limit holds however many claim at once") { trial in
            try await trial.store.set(.limit(3), of: "default")
            _ = try await trial.store.enqueue((0..<40).map { _ in trial.makeJob() })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 { group.addTask { _ = try await drain(trial, limit: 2) { true } } }
                for _ in 0..<50 {
                    let running = try await trial.store.counts().first { $0.state == .running }?.count ?? 0
                    trial.expect(running <= 3, "\(running) jobs of a queue with a limit of 3 were running.")
                    await Task.yield()
                }
                try await group.waitForAll()
            }
        },
    ]

    /// Claims and finishes until nothing comes any more.
    private static func drain(_ trial: StoreTrial, limit: Int, isOver: @Sendable () -> Bool) async throws -> [JobID] {
        let worker = try await trial.store.join()
        var ids: [JobID] = []
        while true {
            // Asked before the claim: what comes after it is for the next round.
            let isLast = isOver()
            let claimed = try await trial.claim(by: worker, limit: limit).jobs
            if claimed.isEmpty, isLast { return ids }
            ids += claimed.map(\.attempt.id)
            let written = try await trial.store.finish(claimed.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
            trial.expect(written.allSatisfy(\.self), "An end of a job that only one worker holds was not written.")
            await Task.yield()
        }
    }
}

/// Counts those down who are not ready yet.
private final class Countdown: Sendable {
    private let left: Atomic<Int>

    init(_ count: Int) {
        left = Atomic(count)
    }

    var isOver: Bool { left.load(ordering: .sequentiallyConsistent) == 0 }

    func countDown() {
        left.subtract(1, ordering: .sequentiallyConsistent)
    }
}
