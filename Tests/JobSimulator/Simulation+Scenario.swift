import TestSupport

extension Simulation {
    /// What a run is made of.
    package struct Scenario: Sendable {
        /// How many jobs are enqueued, beside those that test the peace in the end.
        package var jobs = 12
        /// How many processes there are.
        package var processes = 3
        /// How many slots each has.
        package var slots = 2
        /// How often a process dies in a handler, in a thousand attempts.
        package var deathsInHandlers = 60
        /// How often a process dies between any two steps of anybody, in a million steps.
        package var suddenDeaths = 600
        /// How often a call of the store fails before it was done, in a thousand calls; and as often after, and as often it is slow.
        package var faults = 12
        /// How often a call or its answer is under way for seconds, in a thousand calls.
        package var stalls = 4
        /// How often the weather changes: the store is out of reach, a process is cut off, the store's clock jumps.
        package var storms = 5
        /// How often people pause, limit, cancel and retry.
        package var interventions = 8
        /// How often workers look for work of which they got no notice.
        package var pollInterval = Duration.seconds(30)

        /// What is usual.
        package init() {}

        /// What a seed decides.
        package init(seed: UInt64) {
            var generator = SplitMix64(seed: seed &* 0x2545_f491_4f6c_dd1d)
            jobs = Int.random(in: 6...14, using: &generator)
            processes = Int.random(in: 2...4, using: &generator)
            slots = Int.random(in: 1...3, using: &generator)
            // Some runs have little trouble, so that what goes wrong in order is not hidden behind it.
            let trouble = Int.random(in: 0...3, using: &generator)
            deathsInHandlers = trouble * 30
            suddenDeaths = trouble * 300
            faults = trouble * 6
            stalls = trouble * 2
            storms = trouble * 2
            if Int.random(in: 0..<4, using: &generator) == 0 { pollInterval = .seconds(1) }
        }
    }
}
