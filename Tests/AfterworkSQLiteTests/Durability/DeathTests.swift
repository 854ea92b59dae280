#if os(Linux)
import Foundation
import TestSupport
import Testing

/// Promise 13: `kill -9` at any instant, or a power cut, loses no acknowledged job. Orphans are picked up at once.
///
/// A real process with a real file, which dies before a call that changes the disk. In a power cut the disk also forgets what was not
/// flushed, or some of it. `scripts/chaos` runs this suite too, with many more deaths.
@Suite(.serialized, .timeLimit(.minutes(DeathPlan.current.minutes)))
struct DeathTests {
    private let plan = DeathPlan.current

    @Test(arguments: [false, true])
    func `a process that is killed before any call loses nothing that was acknowledged, and its jobs are given back at once`(
        isApplication: Bool
    ) async throws {
        try await die(.killed, isApplication: isApplication)
    }

    @Test(arguments: [false, true])
    func `a power cut before any call loses nothing that was acknowledged`(isApplication: Bool) async throws {
        try await die(.powerCut, isApplication: isApplication)
    }

    @Test func `a power cut in the first life of a file leaves all of it that was acknowledged, its folder too`() async throws {
        var store = try DoomedStore(.powerCut, isApplication: false, seed: plan.seed)
        let violations = try await store.live(forCalls: 300...600, keepsNothing: true)
        #expect(violations == [], "seed \(plan.seed)")
        #expect(store.acknowledged > 0)
    }

    private func die(_ end: DoomedStore.End, isApplication: Bool) async throws {
        var (deaths, acknowledged, rescued) = (0, 0, 0)
        for seed in plan.seeds {
            var store = try DoomedStore(end, isApplication: isApplication, seed: seed)
            for life in 0..<plan.lives {
                // Every other one dies soon: while it makes the file, or repairs what the last one left.
                let violations = try await store.live(forCalls: life % 2 == 0 ? 1...100 : 1...2000)
                try #require(violations == [], "seed \(seed), life \(life)")
            }
            deaths += store.deaths
            acknowledged += store.acknowledged
            rescued += store.rescued
        }
        print("\(deaths) deaths (\(end.rawValue)): \(acknowledged) jobs acknowledged, none lost, \(rescued) given back. Seed \(plan.seed).")
        #expect(deaths == plan.seeds.count * plan.lives)
        #expect(acknowledged > 0)
    }

    @Test(arguments: [DoomedStore.Failure.full, .broken])
    func `a disk that fails before any call refuses, loses nothing, and is used on by the same process`(
        _ kind: DoomedStore.Failure
    ) async throws {
        var (reasons, recoveries) = ([String](), 0)
        for (number, seed) in plan.seeds.enumerated() {
            var store = try DoomedStore(.powerCut, isApplication: number % 2 == 1, seed: seed)
            for life in 0..<plan.lives {
                let violations = try await store.live(forCalls: 1...500, failure: kind)
                try #require(violations == [], "seed \(seed), life \(life)")
            }
            reasons += store.reasons
            recoveries += store.recoveries
        }
        let counts = Dictionary(reasons.map { ($0, 1) }, uniquingKeysWith: +)
        print("Disks that were \(kind.rawValue): refusals \(counts), \(recoveries) times the process went on. Seed \(plan.seed).")
        #expect(recoveries > 0)
        if kind == .full { #expect(Set(reasons).subtracting(["full", "application"]) == []) }
    }

    @Test func `the same power cuts lose jobs when synchronous is turned off`() async throws {
        try await lose(.powerCut, isApplication: true, options: ["--unsafe"])
    }

    @Test func `the same power cuts lose jobs on a disk that says that it has flushed and has not`() async throws {
        try await lose(.lyingDisk, isApplication: false)
    }

    private func lose(_ end: DoomedStore.End, isApplication: Bool, options: [String] = []) async throws {
        var generator = SplitMix64(seed: plan.seed)
        // One in four forgets nothing, for all of it was written in time.
        for _ in 0..<40 {
            var store = try DoomedStore(end, isApplication: isApplication, options: options, seed: generator.next())
            let violations = try await store.live(forCalls: 300...1000)
            try #require(store.deaths == 1, "\(violations)")
            if !violations.isEmpty { return }
        }
        Issue.record("No job was lost. Seed \(plan.seed).")
    }
}

/// How often processes die, and when. The same seed gives the same.
struct DeathPlan {
    let seed: UInt64
    /// One for each file.
    let seeds: [UInt64]
    /// How many processes live on one file, one after another.
    let lives = 5

    static let current = DeathPlan(ProcessInfo.processInfo.environment)

    private init(_ environment: [String: String]) {
        seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...999_999_999)
        let deaths = environment["CHAOS_KILLS"].flatMap { Int($0) } ?? 40
        var generator = SplitMix64(seed: seed)
        // Of four kinds: kills and power cuts, of a file of the store's own and of an application's.
        seeds = (0..<max(1, deaths / 4 / lives)).map { _ in generator.next() }
    }

    /// How long each kind may take.
    var minutes: Int { 2 + seeds.count / 2 }
}
#endif
