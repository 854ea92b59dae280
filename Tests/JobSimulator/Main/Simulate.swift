import ArgumentParser
import Foundation
import JobSimulator

@main
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs workers and a store in virtual processes while everything goes wrong that can, and checks what came of it.",
        discussion: """
            A seed decides all that happens, so that what goes wrong once goes wrong again. Many are run to find one that fails:

              simulate --seeds 100000

            and that one alone to see what happens in it, step by step:

              simulate --seed 4711
            """
    )

    @Option(help: "How many seeds to run.")
    var seeds: UInt64 = 1000

    @Option(help: "The first seed.")
    var from: UInt64 = 0

    @Option(help: "Run this seed alone, and print all that happens.")
    var seed: UInt64?

    @Option(help: "The store.")
    var store = StoreKind.memory

    @Option(help: "How many simulations run at once; as many as there are processors unless given.")
    var threads: Int?

    @Option(help: "Plant a defect in the store, to see it found.")
    var defect: PlantedDefect?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is 1 or more, not \(threads).") }
        if from.addingReportingOverflow(seeds).overflow {
            throw ValidationError("There are no \(seeds) seeds from \(from) on: the last one is \(UInt64.max).")
        }
    }

    func run() async throws {
        if let seed { return try show(seed) }
        let sweep = Sweep(
            seeds: from..<from + seeds,
            on: store,
            defect: defect,
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount
        )
        let start = ContinuousClock.now
        let result = await sweep.run { count in
            if count % 10_000 == 0 { print("\(count) seeds …") }
        }
        let time = start.duration(to: .now)
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        print("\(result.count) seeds from \(from) on \(store.rawValue): \(result.steps) steps in \(Int(seconds.rounded())) s.")
        guard !result.violations.isEmpty else { return print("Nothing went wrong.") }
        for violation in result.violations { print("Seed \(violation.seed): \(violation.description)") }
        print("To see what happens in it: \(sweep.reproduction(of: result.violations[0].seed))")
        throw ExitCode.failure
    }

    private func show(_ seed: UInt64) throws {
        let outcome = Simulation.run(seed: seed, on: store, defect: defect) { line in print(line) }
        print("Seed \(seed) on \(store.rawValue): \(outcome.steps) steps, trace \(String(outcome.hash, radix: 16)).")
        guard !outcome.violations.isEmpty else { return print("Nothing went wrong.") }
        for violation in outcome.violations { print("Wrong: \(violation.description)") }
        throw ExitCode.failure
    }
}

extension StoreKind: ExpressibleByArgument {}
extension PlantedDefect: ExpressibleByArgument {}
