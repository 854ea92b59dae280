import Foundation
import TestSupport

/// When who is killed. The same seed gives the same instants.
struct ChaosPlan {
    /// How often the server is killed.
    let kills: Int
    let seed: UInt64
    /// The program that is killed, if not the one beside the tests.
    let executable: String?
    /// Whether the plan was asked for, and is not the short one that every test run has.
    let isLong: Bool

    /// What the environment asks for.
    static let current = ChaosPlan(ProcessInfo.processInfo.environment)

    private init(_ environment: [String: String]) {
        let kills = environment["CHAOS_KILLS"].flatMap { Int($0) }
        isLong = kills != nil
        self.kills = kills ?? 10
        seed = environment["CHAOS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...999_999_999)
        executable = environment["CHAOS_GUIDE"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// How long all of it may take.
    var minutes: Int { 3 + kills / 12 }

    /// How long each life of the server lasts, from the start of its process. One in four ends before or just after it serves, while it
    /// takes over what the last one left.
    var serverLives: [Duration] {
        var generator = SplitMix64(seed: seed)
        return (0..<kills).map { _ in
            generator.next() % 4 == 0
                ? .microseconds(Int.random(in: 0...400_000, using: &generator))
                : .microseconds(Int.random(in: 200_000...2_500_000, using: &generator))
        }
    }

    /// How long each life of the worker beside it lasts; more than there will be.
    var workerLives: [Duration] {
        var generator = SplitMix64(seed: seed &+ 1)
        return (0..<kills).map { _ in .microseconds(Int.random(in: 200_000...5_000_000, using: &generator)) }
    }
}
