import JobSimulator
import Subprocess
import Testing

/// One test after another: a worker's lock of flock(2) is shared by a process that is just being started, and a worker of the simulation
/// that is let go in that moment would live a moment longer.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct DeterminismTests {
    @Test(arguments: StoreKind.allCases)
    func `a seed gives the same run again`(kind: StoreKind) async {
        let first = await Self.hashes(of: kind, threads: 1)
        let second = await Self.hashes(of: kind, threads: 4)
        #expect(first == second)
        #expect(Set(first.values).count == first.count)
    }

    private static func hashes(of kind: StoreKind, threads: Int) async -> [UInt64: UInt64] {
        await Sweep(seeds: 0..<(kind == .postgres ? 4 : 10), on: kind, threads: threads).run().hashes
    }

    @Test(arguments: StoreKind.allCases)
    func `a seed gives the same run in another process`(kind: StoreKind) async throws {
        for seed in 0..<3 as Range<UInt64> {
            let lines = try await Self.output(["--store", kind.rawValue, "--seed", "\(seed)"])
            let here = await Sweep(seeds: seed..<seed + 1, on: kind).run().hashes[seed]
            let trace = String(try #require(here), radix: 16)
            #expect(lines.contains { $0.hasSuffix("trace \(trace).") })
        }
    }

    /// What the command prints.
    private static func output(_ arguments: [String]) async throws -> [Substring] {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "exec \"$0\" \"$@\"", try executable] + arguments),
            output: .string(limit: 1 << 24)
        )
        return result.standardOutput.split(separator: "\n")
    }

    /// Beside the tests, where the build put it.
    private static var executable: String {
        get throws {
            let bundle = try #require(CommandLine.arguments.first { $0.contains(".xctest") })
            let path = bundle.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.hasSuffix(".xctest") }
            return (path + ["simulate"]).joined(separator: "/")
        }
    }
}
