import Afterwork
import AfterworkTesting
import Testing

/// The suite that every store passes, on the one that holds its jobs in memory.
@Suite(.timeLimit(.minutes(5)))
struct JobStoreConformanceTests {
    @Test(arguments: JobStoreConformance.checks)
    func `the store in memory does what a store promises`(check: JobStoreConformance.Check) async throws {
        try await JobStoreConformance { clock in InMemoryJobStore(now: clock.time) }.run(check)
    }

    @Test func `no two checks are called the same`() {
        #expect(Set(JobStoreConformance.checks.map(\.name)).count == JobStoreConformance.checks.count)
    }

    /// Made worse in one place, the same store fails.
    @Test(arguments: DefectiveJobStore.Defect.allCases)
    func `a defect is found`(defect: DefectiveJobStore.Defect) async throws {
        let conformance = JobStoreConformance { clock in
            DefectiveJobStore(InMemoryJobStore(now: clock.time), defect: defect, now: clock.time)
        }
        var faults: [JobStoreConformanceFailure.Fault] = []
        for check in JobStoreConformance.checks where faults.isEmpty {
            do {
                try await conformance.run(check)
            } catch let failure as JobStoreConformanceFailure {
                faults += failure.faults
            }
        }
        #expect(!faults.isEmpty)
    }

    @Test func `a failure says which check failed, what was expected, what was found, and where that is written`() async throws {
        let conformance = JobStoreConformance { clock in
            DefectiveJobStore(InMemoryJobStore(now: clock.time), defect: .forgetsPauses, now: clock.time)
        }
        let check = try #require(JobStoreConformance.checks.first { $0.name.contains("paused no job is begun") })
        let failure = await #expect(throws: JobStoreConformanceFailure.self) { try await conformance.run(check) }
        let fault = try #require(failure?.faults.first)
        #expect(fault.check == check.name)
        #expect(fault.text.hasPrefix("claims while it is paused: expected ["))
        #expect(fault.place.hasPrefix("AfterworkTesting/QueueChecks.swift:"))
        #expect(failure?.description.hasPrefix("The store fails this check: \(check.name)\n  - claims while it is paused") == true)
    }

    @Test func `a store that cannot be made is the error that is thrown`() async throws {
        struct NoStore: Error {}
        await #expect(throws: NoStore.self) { try await JobStoreConformance { _ in throw NoStore() }.run() }
    }
}
