import Afterwork
import AfterworkWeb
import TestSupport
import Testing

/// Jobs stored by an older build run on a newer one: optional and defaulted fields decode; a kind without a handler waits; a payload that
/// does not decode is quarantined with its error, never lost.
@Suite(.timeLimit(.minutes(5)))
struct VersionTests {
    private static let stored = OldReview(customerID: 7, reviewText: "great", nickname: "al")

    /// Stores a job with the old build, and has it run by the new one.
    ///
    /// - Returns: What the handler was given, and what is known of the job afterwards.
    private func run<New: Job>(_ new: New.Type, in store: any JobStore) async throws -> (values: [New], job: JobRecord?) {
        let values = Values<New>()
        let id = try await JobQueue.silent(store).enqueue(Self.stored).id
        let job = try await RunningWorker.run(store) { queue in
            queue.handle(New.self) { value, _ in values.add(value) }
        } _: { running async throws in
            try await running.queue.end(of: id)
        }
        return (values.all, job)
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was added and is optional is nil`(kind: StoreKind) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithOptional.self, in: $0) }
        #expect(values == [ReviewWithOptional(customerID: 7, reviewText: "great", region: nil)])
        #expect(job?.state == .completed)
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was added and has a default has it, with @Schema`(kind: StoreKind) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithDefaults.self, in: $0) }
        // Of one that is optional too, nil: that is how nil is stored.
        #expect(values == [ReviewWithDefaults(customerID: 7, reviewText: "great", region: nil)])
        #expect(values.first?.language == "en" && values.first?.weighting.factor == 1.5)
        #expect(job?.state == .completed)
    }

    @Test func `what a job with @Schema holds comes back as it was`() async throws {
        let queue = JobQueue.silent(InMemoryJobStore())
        let jobs = [
            ReviewWithDefaults(customerID: 1, reviewText: "a", language: "fr", tags: ["x"], isPublic: false, weighting: .init(factor: 2)),
            ReviewWithDefaults(customerID: 2, reviewText: "b", region: nil),
        ]
        let values = Values<ReviewWithDefaults>()
        try await RunningWorker.run(queue.store) { queue in
            queue.handle(ReviewWithDefaults.self) { value, _ in values.add(value) }
        } _: { running async throws in
            for job in jobs { _ = try await running.queue.end(of: running.queue.enqueue(job).id) }
        }
        #expect(values.all == jobs)
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was removed is passed over`(kind: StoreKind) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithLess.self, in: $0) }
        #expect(values == [ReviewWithLess(customerID: 7)])
        #expect(job?.state == .completed)
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was renamed puts the job into quarantine with an error that names it, and a retry with a fix runs it`(
        kind: StoreKind
    ) async throws {
        try await kind.use { store in
            let (values, job) = try await run(ReviewWithOtherName.self, in: store)
            #expect(values.isEmpty)
            let quarantined = try #require(job)
            #expect((quarantined.state, quarantined.failures) == (.quarantined, 0))
            #expect(quarantined.error?.contains("body") == true, "\(quarantined.error ?? "")")
            // What it holds is not told, and still there.
            #expect(quarantined.error?.contains("great") == false)
            #expect(String(decoding: quarantined.payload, as: UTF8.self).contains("great"))

            let mended = Values<OldReview>()
            try await RunningWorker.run(store) { queue in
                queue.handle(OldReview.self) { value, _ in mended.add(value) }
            } _: { running async throws in
                #expect(try await running.queue.status(of: quarantined.id)?.state == .quarantined)
                #expect(try await running.queue.retry(quarantined.id) == .available)
                #expect(try await running.queue.end(of: quarantined.id)?.state == .completed)
            }
            #expect(mended.all == [Self.stored])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was renamed and keeps its stored name has what was stored`(kind: StoreKind) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithStoredName.self, in: $0) }
        #expect(values == [ReviewWithStoredName(customerID: 7, body: "great")])
        #expect(job?.state == .completed)
    }

    @Test(arguments: StoreKind.allCases)
    func `a field that was added and has a default puts the job into quarantine without @Schema, as Swift decodes it`(
        kind: StoreKind
    ) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithoutSchema.self, in: $0) }
        #expect(values.isEmpty)
        #expect(job?.state == .quarantined)
        #expect(job?.error?.contains("language") == true, "\(job?.error ?? "")")
    }

    @Test(arguments: StoreKind.allCases)
    func `a field of another type puts the job into quarantine with an error that names it`(kind: StoreKind) async throws {
        let (values, job) = try await kind.use { try await run(ReviewWithOtherType.self, in: $0) }
        #expect(values.isEmpty)
        #expect(job?.state == .quarantined)
        #expect(job?.error?.contains("customerID") == true, "\(job?.error ?? "")")
        #expect(job?.error?.contains("a string") == true, "\(job?.error ?? "")")
    }

    @Test(arguments: StoreKind.allCases)
    func `a kind without a handler waits for the build that has one`(kind: StoreKind) async throws {
        try await kind.use { store in
            let id = try await JobQueue.silent(store).enqueue(Stranger()).id
            let (_, job) = try await run(ReviewWithDefaults.self, in: store)
            #expect(job?.state == .completed)
            #expect(try await store.job(id)?.state == .available)
        }
    }
}
