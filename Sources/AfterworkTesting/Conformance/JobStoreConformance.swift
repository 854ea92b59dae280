public import Afterwork

/// Checks that a store does everything that ``/Afterwork/JobStore`` says, by its verbs alone.
///
/// Each check is given a fresh store whose clock the check moves. Nothing of it needs a test library, so it runs wherever it is called;
/// in Swift Testing each check is a case of its own:
///
/// ```swift
/// @Suite struct MyStoreTests {
///     @Test(arguments: JobStoreConformance.checks)
///     func `does what a store promises`(check: JobStoreConformance.Check) async throws {
///         let conformance = JobStoreConformance { clock in
///             try MyStore(path: temporaryPath(), now: clock.time)
///         }
///         try await conformance.run(check)
///     }
/// }
/// ```
public struct JobStoreConformance: Sendable {
    /// Makes a fresh store that tells the time by a clock.
    public typealias Make = @Sendable (ManualClock) async throws -> any JobStore
    /// Makes a worker of a store look as if its process had died.
    public typealias Kill = @Sendable (any JobStore, Incarnation) async throws -> Void

    /// All checks there are.
    public static let checks: [Check] = [
        Check.ofTransitions, Check.ofEnqueue, Check.ofPayloads, Check.ofUniqueness, Check.ofClaims, Check.ofShares, Check.ofQueues,
        Check.ofFences, Check.ofOutcomes, Check.ofCrashes, Check.ofReconciling, Check.ofPeople, Check.ofStaging, Check.ofPruning,
        Check.ofListing,
        Check.ofCounts, Check.ofNotices, Check.ofPresences, Check.ofBatches, Check.ofConcurrency, Check.ofStories,
    ].flatMap(\.self)

    private let make: Make
    private let discard: @Sendable (any JobStore) async throws -> Void
    private let kill: Kill?

    /// A suite for a store.
    ///
    /// - Parameters:
    ///   - kill: Makes a worker look as if its process had died. A store that knows for certain that a worker lives cannot be checked for
    ///     seeing its death without it; all else can.
    ///   - discard: Takes a store away when its check has ended.
    ///   - make: Makes a fresh store that tells the time by the given clock.
    public init(
        kill: Kill? = nil,
        discard: @escaping @Sendable (any JobStore) async throws -> Void = { _ in },
        make: @escaping Make
    ) {
        self.make = make
        self.discard = discard
        self.kill = kill
    }

    /// Runs one check on a fresh store.
    ///
    /// - Parameter check: One of ``checks``.
    /// - Throws: ``JobStoreConformanceFailure`` if the store fails it; whatever the making of the store threw.
    public func run(_ check: Check) async throws {
        let clock = ManualClock()
        let store = try await make(clock)
        let trial = StoreTrial(of: store, by: clock, check: check.name, kill: kill)
        do {
            try await check.body(trial)
        } catch {
            trial.note(error)
        }
        try await discard(store)
        guard trial.faults.isEmpty else { throw JobStoreConformanceFailure(faults: trial.faults) }
    }

    /// Runs all checks, each on a fresh store, whatever the others found.
    ///
    /// - Throws: ``JobStoreConformanceFailure`` with the faults of all of them; whatever the making of a store threw.
    public func run() async throws {
        var faults: [JobStoreConformanceFailure.Fault] = []
        for check in Self.checks {
            do {
                try await run(check)
            } catch let failure as JobStoreConformanceFailure {
                faults += failure.faults
            }
        }
        guard faults.isEmpty else { throw JobStoreConformanceFailure(faults: faults) }
    }
}

extension JobStoreConformance {
    /// Something that every store does.
    public struct Check: Sendable, CustomStringConvertible {
        /// What the store does, as a sentence.
        public let name: String

        let body: @Sendable (StoreTrial) async throws -> Void

        init(_ name: String, body: @escaping @Sendable (StoreTrial) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// The sentence.
        public var description: String { name }
    }
}
