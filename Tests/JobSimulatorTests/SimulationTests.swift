import JobSimulator
import Testing

@Suite(.timeLimit(.minutes(15)))
struct SimulationTests {
    @Test(arguments: [(StoreKind.memory, 2000 as UInt64), (.sqlite, 60), (.postgres, 20)])
    func `nothing acknowledged is lost, nothing runs twice at once, nothing stale is written, and everything ends`(
        kind: StoreKind,
        count: UInt64
    ) async {
        let sweep = Sweep(seeds: 0..<count, on: kind)
        let result = await sweep.run()
        for violation in result.violations { Issue.record("\(violation.description) \(sweep.reproduction(of: violation.seed))") }
        if result.violations.isEmpty { #expect(result.count == Int(count)) }
    }

    @Test(arguments: PlantedDefect.allCases)
    func `each planted defect is found within 1000 seeds`(defect: PlantedDefect) async {
        let result = await Sweep(seeds: 0..<1000, defect: defect, threads: 1, mostFailures: 1).run()
        #expect(!result.violations.isEmpty)
        print("\(defect.rawValue): found by seed \(result.count - 1).", result.violations.first?.description ?? "")
    }

    @Test func `the list of planted defects is twenty long, and longer`() {
        #expect(PlantedDefect.allCases.count >= 20)
    }
}
