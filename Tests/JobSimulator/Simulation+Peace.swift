import Afterwork

// What must hold when everybody has time and nothing goes wrong.
extension Simulation {
    /// Sees that idle workers take up at once what there is to do, though they look for themselves only now and then.
    func testPeace() async {
        // By then what was under way has arrived, and whoever waits after a failure has tried again.
        let rest = (world.ledger.calmSince ?? .zero) + .seconds(32) - world.clock.elapsed
        await world.clock.wait(for: max(.seconds(1), rest))
        let store = world.store(for: 0)
        for number in 1000..<1003 {
            guard let id = await offer(SimulatedJob(number: number), to: store) else { return }
            await expect(id, .completed, within: .seconds(1), "though all workers are idle", in: store)
        }
        var later = SimulatedJob(number: 1003)
        later.schedule = .after(.milliseconds(300))
        guard let id = await offer(later, to: store) else { return }
        await expect(id, .completed, within: .milliseconds(1300), "though its time came a second ago", in: store)
        await testOrders(store)
    }

    /// The same for what people say.
    private func testOrders(_ store: Witness) async {
        var endless = SimulatedJob(number: 1004)
        (endless.isEndless, endless.acts) = (true, [.hang])
        guard let id = await offer(endless, to: store) else { return }
        await expect(id, .running, within: .seconds(1), "though all workers are idle", in: store)
        _ = try? await store.cancel([id])
        await expect(id, .cancelled, within: .seconds(1), "a second after it was cancelled", in: store)
        try? await store.set(.paused, of: "a")
        guard let paused = await offer(SimulatedJob(number: 1005), to: store) else { return }
        await expect(paused, .available, within: .seconds(1), "though its queue is paused", in: store)
        try? await store.set(.resumed, of: "a")
        await expect(paused, .completed, within: .seconds(1), "though its queue goes on", in: store)
    }

    private func offer(_ job: SimulatedJob, to store: Witness) async -> JobID? {
        let id = JobID(high: UInt64(job.number + 1) << 16 | 0x7000, low: 1 << 63)
        world.ledger.offer(id, job)
        guard let enqueued = try? await store.enqueue([job.prepared(as: id)]) else { return nil }
        world.ledger.acknowledge([id], as: enqueued)
        return id
    }

    private func expect(_ id: JobID, _ state: JobState, within time: Duration, _ circumstance: String, in store: Witness) async {
        await world.clock.wait(for: time)
        let record = try? await store.job(id)
        guard record?.state != state else { return }
        let found = record?.state.rawValue ?? "lost"
        world.ledger.note("\(world.ledger.text(id)) is \(found) and not \(state.rawValue) \(circumstance).")
    }

    /// What must hold in the end.
    func check() async {
        let store = world.store(for: 0)
        for (id, fate) in world.ledger.fates {
            let record = try? await store.job(id)
            world.ledger.check(record, of: id, fate, latest: world.wall.latest)
        }
        for presence in (try? await store.presences()) ?? [] where world.ledger.wasUsed(presence.incarnation) {
            world.ledger.note("\(world.ledger.text(presence.incarnation)) has not left, though all have ended.")
        }
    }
}
