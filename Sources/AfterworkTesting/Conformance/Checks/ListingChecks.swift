import Afterwork

extension JobStoreConformance.Check {
    /// What is listed, in pages.
    static let ofListing = [
        Self("jobs are listed the newest first, by their ids") { trial in
            let jobs = (0..<10).map { _ in trial.makeJob() }
            _ = try await trial.store.enqueue(jobs.shuffled())
            let listed = try await trial.store.jobs(JobFilter(), before: nil, limit: 100)
            trial.expect("the list", listed.map(\.id), is: jobs.map(\.id).reversed())
        },
        Self("ids of any kind are told apart and come in their order") { trial in
            let bits: [UInt64] = [0, 1, 1 << 31, 1 << 32, 1 << 63 - 1, 1 << 63, .max - 1, .max]
            let ids = bits.flatMap { high in bits.map { JobID(high: high, low: $0) } }
            _ = try await trial.store.enqueue(ids.shuffled().map { PreparedJob(id: $0, name: "work", payload: Array($0.description.utf8)) })
            let listed = try await trial.store.jobs(JobFilter(), before: nil, limit: 100)
            trial.expect("the list", listed.map(\.id), is: ids.sorted(by: >))
            for id in ids { trial.expect("payload", try await trial.record(id).payload, is: Array(id.description.utf8)) }
            var paged: [JobID] = []
            for _ in 0..<12 { paged += try await trial.store.jobs(JobFilter(), before: paged.last, limit: 7).map(\.id) }
            trial.expect("the pages", paged, is: ids.sorted(by: >))
            let claimed = try await trial.claim(by: trial.store.join()).jobs
            let written = try await trial.store.finish(claimed.map { FinishedAttempt($0.attempt, .completed(result: nil)) })
            trial.expect("whether they were written", written, is: ids.map { _ in true })
        },
        Self("a filter keeps what is in every set that it names") { trial in
            let states: [JobState] = [.scheduled, .available, .cancelled]
            var records: [JobRecord] = []
            for (state, name) in states.flatMap({ state in ["a", "b", "c"].map { (state, $0) } }) {
                for queue in ["x", "y"] {
                    let id = try await trial.put(name, queue: queue) { if state == .scheduled { $0.schedule = .after(.seconds(60)) } }
                    if state == .cancelled { _ = try await trial.store.cancel([id]) }
                    records.append(try await trial.record(id))
                }
            }
            let filters = [
                JobFilter(), JobFilter(states: [.available]), JobFilter(states: [.available, .cancelled]), JobFilter(states: [.running]),
                JobFilter(queues: ["y"]), JobFilter(queues: ["x", "y"]), JobFilter(names: ["a"]), JobFilter(names: ["a", "c", "other"]),
                JobFilter(states: [.scheduled], queues: ["x"]), JobFilter(states: [.scheduled], queues: ["x"], names: ["b"]),
                JobFilter(queues: ["x"], names: ["b", "c"]), JobFilter(states: []), JobFilter(queues: []), JobFilter(names: []),
                JobFilter(states: Set(JobState.allCases), queues: ["x", "y", "z"], names: ["a", "b", "c"]),
            ]
            for filter in filters {
                let expected = records.filter(filter.matches).reversed()
                trial.expect("jobs of \(filter)", try await trial.store.jobs(filter, before: nil, limit: 100), is: Array(expected))
            }
        },
        Self("pages follow one another without a gap, whatever is stored in between") { trial in
            let ids = (0..<25).map { _ in trial.makeID() }
            _ = try await trial.store.enqueue(ids.enumerated().map { PreparedJob(id: $1, name: $0 % 2 == 0 ? "even" : "odd", payload: []) })
            for filter in [JobFilter(), JobFilter(names: ["even"])] {
                let expected = try await trial.store.jobs(filter, before: nil, limit: 100).map(\.id)
                var paged: [JobID] = []
                for _ in 0..<20 {
                    let page = try await trial.store.jobs(filter, before: paged.last, limit: 4)
                    trial.expect(page.count <= 4, "A page of 4 has \(page.count) jobs.")
                    paged += page.map(\.id)
                    try await trial.put("even")
                }
                trial.expect("pages of \(filter)", paged, is: expected)
            }
        },
        Self("a page may begin after an id that is not there") { trial in
            let ids = (0..<5).map { _ in trial.makeID() }
            _ = try await trial.store.enqueue([0, 1, 3, 4].map { PreparedJob(id: ids[$0], name: "work", payload: []) })
            let page = try await trial.store.jobs(JobFilter(), before: ids[2], limit: 10)
            trial.expect("the page", page.map(\.id), is: [ids[1], ids[0]])
        },
        Self("the list and the single job say the same") { trial in
            for way in Way.all {
                var subject = try await Subject(trial, expiry: .seconds(86_400 * 30), schedule: way.schedule)
                try await way.go(&subject)
                let listed = try await trial.store.jobs(JobFilter(names: [subject.job.name]), before: nil, limit: 10)
                trial.expect("a job that \(way.name)", listed, is: [try await subject.record()])
            }
        },
    ]
}
