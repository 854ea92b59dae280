/// Which jobs a worker wants.
public struct ClaimRequest: Sendable, Hashable {
    /// How many jobs of one queue a worker wants.
    public struct Share: Sendable, Hashable {
        /// The queue; `nil` stands for each one that is not named.
        public let queue: String?
        /// How many it wants while other queues have some too, 0 or more.
        public let fair: Int
        /// How many it wants at most, 0 or more.
        public let most: Int

        /// A share of a claim.
        public init(queue: String?, fair: Int, most: Int) {
            self.queue = queue
            self.fair = fair
            self.most = most
        }
    }

    /// Who claims.
    public let incarnation: Incarnation
    /// The names of the jobs that it has handlers for. Others are left where they are.
    public let names: Set<String>
    /// The queues that it serves, in the order in which they are asked.
    public let shares: [Share]
    /// How many jobs it wants in all, 1 or more.
    public let limit: Int
    /// Whether it wants one job near which a worker has died. Such a job is given out alone, and to nobody who does not ask for it.
    public let wantsSuspect: Bool

    /// A worker's wish.
    ///
    /// - Parameters:
    ///   - incarnation: Who claims.
    ///   - names: The names of the jobs that it has handlers for.
    ///   - shares: The queues that it serves, in the order in which they are asked.
    ///   - limit: How many jobs it wants in all, 1 or more.
    ///   - wantsSuspect: Whether it wants one job near which a worker has died.
    public init(incarnation: Incarnation, names: Set<String>, shares: [Share], limit: Int, wantsSuspect: Bool = false) {
        self.incarnation = incarnation
        self.names = names
        self.shares = shares
        self.limit = limit
        self.wantsSuspect = wantsSuspect
    }

    /// Fills the request from queues: first each one's fair share, then what the others leave.
    ///
    /// - Parameters:
    ///   - queues: All queues that have jobs available.
    ///   - room: How many more of a queue's jobs may run, by the queue's own limit.
    ///   - take: Takes so many jobs of a queue at most, and returns how many it took.
    public func fill(from queues: [String], room: (String) -> Int, take: (String, Int) throws -> Int) rethrows {
        let named = Set(shares.compactMap(\.queue))
        let order = shares.flatMap { share in
            (share.queue.map { [$0] } ?? queues.filter { !named.contains($0) }).map { ($0, share) }
        }
        var left = wantsSuspect ? 1 : limit
        var taken: [String: Int] = [:]
        var rooms: [String: Int] = [:]
        for isFair in [true, false] {
            for (queue, share) in order where left > 0 {
                let before = taken[queue, default: 0]
                let space = rooms[queue] ?? room(queue)
                rooms[queue] = space
                let count = min((isFair ? min(share.fair, share.most) : share.most) - before, space - before, left)
                guard count > 0 else { continue }
                let got = try take(queue, count)
                taken[queue] = before + got
                left -= got
            }
        }
    }
}

extension ClaimRequest {
    /// How many bytes of payload a claim brings before it ends, whatever was asked for: a worker keeps all of it in memory.
    public static let byteLimit = 16 << 20
}

/// What a claim brought.
public struct Claim: Sendable, Hashable {
    /// The jobs, in the order in which they are to begin.
    public let jobs: [ClaimedJob]
    /// Whether a job near which a worker has died waits for someone who runs it alone.
    public let hasSuspects: Bool
    /// Whether it ended at ``ClaimRequest/byteLimit``, and brought less than there was.
    public let isCutShort: Bool

    /// What a claim brought.
    public init(jobs: [ClaimedJob], hasSuspects: Bool, isCutShort: Bool = false) {
        self.jobs = jobs
        self.hasSuspects = hasSuspects
        self.isCutShort = isCutShort
    }
}
