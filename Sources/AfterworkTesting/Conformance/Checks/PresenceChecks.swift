import Afterwork

extension JobStoreConformance.Check {
    private static func sign(of worker: Incarnation, _ trial: StoreTrial) async throws -> Presence.Sign? {
        try await trial.store.presences().first { $0.incarnation == worker }?.sign
    }

    /// What shows whether workers live.
    static let ofPresences = [
        Self("each start of a worker has a name of its own") { trial in
            var workers: Set<Incarnation> = []
            for _ in 0..<20 { workers.insert(try await trial.store.join()) }
            trial.expect("names", workers.count, is: 20)
            trial.expect("presences", Set(try await trial.store.presences().map(\.incarnation)), is: workers)
        },
        Self("a worker that shows itself is seen to live, whatever the clocks say") { trial in
            let worker = try await trial.store.join()
            var last = try await sign(of: worker, trial)
            for pause in [1, 3600, 86_400 * 365, 0] as [Int64] {
                trial.clock.advance(by: .seconds(pause))
                trial.expect("orders", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: []))
                let sign = try await sign(of: worker, trial)
                let isSeen = sign == .alive || sign != nil && sign != .dead && sign != last
                trial.expect(isSeen, "A worker that showed itself is seen as \(String(describing: sign)).")
                last = sign
            }
        },
        Self("a worker that shows nothing is not called dead by anybody's clock") { trial in
            let worker = try await trial.store.join()
            _ = try await trial.store.beat(worker)
            let before = try await sign(of: worker, trial)
            trial.clock.advance(by: .seconds(86_400))
            trial.expect("what is seen of it a day later", try await sign(of: worker, trial), is: before)
            trial.clock.setTime(UnixTime(microseconds: 0))
            trial.expect("what is seen of it decades before", try await sign(of: worker, trial), is: before)
        },
        Self("a worker that has left is not seen any more, and not known") { trial in
            let worker = try await trial.store.join()
            try await trial.store.leave(worker)
            trial.expect("presences", try await trial.store.presences(), is: [])
            trial.expect("orders", try await trial.store.beat(worker), is: WorkerOrders(isKnown: false, cancelled: []))
            try await trial.store.leave(worker)
            trial.expect("presences when it has left twice", try await trial.store.presences(), is: [])
        },
        Self("a worker that the store has never seen is not known, and not entered by asking") { trial in
            let stranger = Incarnation(trial.makeID())
            trial.expect("orders", try await trial.store.beat(stranger), is: WorkerOrders(isKnown: false, cancelled: []))
            try await trial.store.leave(stranger)
            trial.expect("presences", try await trial.store.presences(), is: [])
        },
        Self("a worker that was rescued from is not seen any more") { trial in
            let worker = try await trial.store.join()
            try await trial.put()
            _ = try await trial.claimOne(by: worker)
            _ = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("presences", try await trial.store.presences(), is: [])
        },
        Self("a worker that has shown itself since it was seen is not rescued from") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            _ = try await trial.claimOne(by: worker)
            guard let sign = try await sign(of: worker, trial), case .beats = sign else { return }
            _ = try await trial.store.beat(worker)
            trial.expect("rescued", try await trial.store.rescue([Presence(worker, sign)]), is: [])
            trial.expect("orders", try await trial.store.beat(worker), is: WorkerOrders(isKnown: true, cancelled: []))
            let presences = try await trial.store.presences()
            trial.expect("rescued when it shows nothing more", try await trial.store.rescue(presences).map(\.id), is: [id])
            trial.expect("rescued again", try await trial.store.rescue(presences), is: [])
        },
        Self("a worker that has left and holds jobs all the same is found") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            _ = try await trial.claimOne(by: worker)
            try await trial.store.leave(worker)
            trial.expect("what is seen of it", try await sign(of: worker, trial), is: .dead)
            trial.expect("rescued", try await trial.store.rescue([Presence(worker, .dead)]).map(\.id), is: [id])
            trial.expect("presences afterwards", try await trial.store.presences(), is: [])
        },
        Self("a worker that has left has not died of the jobs that it still holds") { trial in
            let id = try await trial.put()
            let worker = try await trial.store.join()
            let attempt = try await trial.claimOne(by: worker).attempt
            try await trial.store.start([attempt], by: worker)
            try await trial.store.leave(worker)
            try await trial.store.start([attempt], by: worker)
            let rescued = try await trial.store.rescue([Presence(worker, .dead)])
            trial.expect("rescued", rescued.map(\.id), is: [id])
            trial.expect("crashes", rescued.map(\.crashes), is: [0])
        },
        Self("a worker whose process has died is seen to be dead, or to show nothing any more") { trial in
            let (dead, alive) = (try await trial.store.join(), try await trial.store.join())
            _ = try await trial.store.beat(dead)
            try await trial.kill?(trial.store, dead)
            let first = try await sign(of: dead, trial)
            trial.clock.advance(by: .seconds(60))
            _ = try await trial.store.beat(alive)
            let second = try await sign(of: dead, trial)
            let isFound = second == .dead || second != nil && second != .alive && second == first
            // A store that knows for certain is right to say that it lives as long as nobody has killed it.
            let mayLive = trial.kill == nil && second == .alive
            trial.expect(isFound || mayLive, "A dead worker is seen as \(String(describing: second)).")
            let living = try await sign(of: alive, trial)
            trial.expect(living != nil && living != .dead, "A living worker is seen as \(String(describing: living)).")
        },
    ]
}
