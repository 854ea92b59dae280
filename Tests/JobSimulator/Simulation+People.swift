import Afterwork
import TestSupport

// Those who use the store from outside, and what happens to all.
extension Simulation {
    /// A client that stores jobs, and repeats what it is not sure of.
    func enqueue(seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        let client = SimulatedConnection(in: world, for: 0, seed: generator.next())
        var number = 0
        while number < world.scenario.jobs {
            let count = min(Int.random(in: 1...3, using: &generator), world.scenario.jobs - number)
            let batch = (0..<count).map { place -> PreparedJob in
                let job = SimulatedJob(number: number + place, using: &generator)
                let id = JobID(high: UInt64(number + place + 1) << 16 | 0x7000, low: 1 << 63 | generator.next() >> 2)
                world.ledger.offer(id, job)
                return job.prepared(as: id)
            }
            number += count
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                // A client that is told nothing does not know; what it has offered may be kept or not.
                guard let enqueued = try? await client.enqueue(batch) else { continue }
                world.ledger.acknowledge(batch.map(\.id), as: enqueued)
                break
            }
            await world.clock.wait(for: .milliseconds(Int.random(in: 0...800, using: &generator)))
        }
        world.ledger.endOffers()
    }

    /// The store gets out of reach, processes are cut off, the store's clock jumps.
    func blow(seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<world.scenario.storms {
            await world.clock.wait(for: .milliseconds(Int.random(in: 0...4000, using: &generator)))
            if world.ledger.isCalm { return }
            let now = world.clock.elapsed
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                world.trace.note("The store gets out of reach.")
                world.weather.breakStore(until: now + .milliseconds(Int.random(in: 100...8000, using: &generator)))
            case 1:
                guard let process = world.living.random(using: &generator) else { continue }
                world.trace.note("Process \(process.number) is cut off.")
                world.weather.cut(process.number, until: now + .seconds(Int.random(in: 1...25, using: &generator)))
            default:
                let offset = Duration.seconds(Int.random(in: 0..<2, using: &generator) == 0 ? 20 : 20_000)
                let seconds = Int(offset / .seconds(1))
                world.wall.set(ahead: .seconds(Int.random(in: -seconds...seconds, using: &generator)))
                world.trace.note("The store's clock shows \(world.wall.now.microseconds).")
            }
        }
    }

    /// Somebody who pauses and limits queues, cancels and retries jobs, and in the end puts everything right.
    func intervene(seed: UInt64) async {
        var generator = SplitMix64(seed: seed)
        let console = SimulatedConnection(in: world, for: 0, seed: generator.next())
        for _ in 0..<world.scenario.interventions {
            await world.clock.wait(for: .milliseconds(Int.random(in: 0...3000, using: &generator)))
            let queue = SimulatedJob.queues[Int.random(in: 0..<2, using: &generator)]
            let id = world.ledger.ids.randomElement(using: &generator)
            // What fails is not done, or is.
            switch (Int.random(in: 0..<6, using: &generator), id) {
            case (0, _): try? await console.set(.paused, of: queue)
            case (1, _): try? await console.set(.resumed, of: queue)
            case (2, _): try? await console.set(.limit(1), of: queue)
            case (3, _): try? await console.set(.limit(Bool.random(using: &generator) ? nil : 2), of: queue)
            case (4, let id?):
                _ = try? await console.cancel([id])
            case (_, let id?): _ = try? await console.retry([id])
            default: continue
            }
        }
        await calm()
    }

    /// Ends everything that makes trouble.
    private func calm() async {
        world.trace.note("From here on nothing goes wrong any more.")
        world.ledger.calm(at: world.clock.elapsed)
        world.weather.clear()
        world.wall.setRight()
        let store = world.store(for: 0)
        for queue in SimulatedJob.queues { try? await store.set(.resumed, of: queue) }
    }
}
