import Afterwork

/// A job whose handler does what a test wants of it.
struct Errand: Job, Hashable {
    static let options = JobOptions(queue: "errands", retry: .fixed(.zero, maximumAttempts: 3))

    var name: String
}

/// Another kind of job, which some processes know and others do not.
struct Stranger: Job {
    static let options = JobOptions(retry: .never)
}

struct Broken: Error {}

extension ClaimRequest {
    /// All errands, for a worker that is played by a test.
    init(_ worker: Incarnation, limit: Int = 1000, wantsSuspect: Bool = false) {
        self.init(
            incarnation: worker,
            names: [Errand.name],
            shares: [Share(queue: nil, fair: limit, most: limit)],
            limit: limit,
            wantsSuspect: wantsSuspect
        )
    }
}
