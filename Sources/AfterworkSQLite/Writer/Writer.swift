import Afterwork
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Does all that changes a store, on one thread, with one commit for everything that waits.
///
/// A commit waits for the disk, a quarter of a millisecond on a good one. While it does, callers gather for the next: the more there are,
/// the more share one. A second thread tells them that their commit is done while the first goes on with the next.
final class Writer: Sendable {
    /// How operations are done.
    enum Mode: Sendable {
        /// By a thread of the writer's own, together: whatever waits, for as long as a transaction goes on to take in operations; and the
        /// claim of an idle worker, if it comes soon enough: it takes about half as long as is waited for it.
        case thread(longest: Duration = .milliseconds(8), claimPatience: DispatchTimeInterval = .microseconds(200))
        /// At once by whoever comes, one by one: what a simulation replays must not depend on threads.
        case inline
    }

    /// What was committed, and who is to be told.
    private struct Committed: Sendable {
        let news: News
        var operations: ArraySlice<any WriteOperation> = []
    }

    private let line = WorkLine<any WriteOperation>()
    private let told = WorkLine<Committed>()
    private let database: StoreDatabase
    private let mode: Mode
    private let now: @Sendable () -> UnixTime
    private let foretell: @Sendable () -> Void
    private let announce: @Sendable (News) -> Void
    private let end: @Sendable () -> Void
    private let commits = Atomic(0)
    private let awaitsClaim = Atomic(false)

    /// How many transactions have been committed.
    var commitCount: Int { commits.load(ordering: .relaxed) }

    /// How many operations wait for the thread.
    var waitingCount: Int { line.count }

    /// Starts to write.
    ///
    /// - Parameters:
    ///   - database: Where.
    ///   - mode: How.
    ///   - now: The store's clock.
    ///   - foretell: Called before a commit after which there is work.
    ///   - announce: Called after each commit, with what there is to tell.
    ///   - end: Called after everything was done and the writer was closed.
    /// - Throws: ``JobStoreUnavailable`` if there is no thread for it.
    init(
        database: StoreDatabase,
        mode: Mode,
        now: @escaping @Sendable () -> UnixTime,
        foretell: @escaping @Sendable () -> Void,
        announce: @escaping @Sendable (News) -> Void,
        end: @escaping @Sendable () -> Void
    ) throws(JobStoreUnavailable) {
        self.database = database
        self.mode = mode
        self.now = now
        self.foretell = foretell
        self.announce = announce
        self.end = end
        if case .thread = mode {
            try StoreThread.start(name: "afterwork-tell") { self.tellCallers() }
            do {
                try StoreThread.start(name: "afterwork-store") { self.work() }
            } catch {
                told.close()
                throw error
            }
        }
    }

    /// Does something in the database.
    ///
    /// What was committed stays so, also if the caller's task is cancelled meanwhile.
    ///
    /// - Parameter body: What to do. Called again in another transaction if the first was not committed because of somebody else.
    /// - Returns: What the body returned, after the commit.
    /// - Throws: ``JobStoreUnavailable``; then it was not done.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (inout JobTables, UnixTime) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit(GeneralOperation(body, continuation: continuation))
        }
    }

    /// Stores jobs.
    ///
    /// - Returns: By their place, which of them were there already, and as what.
    /// - Throws: ``JobStoreUnavailable``; then none is stored.
    func enqueue(_ jobs: [PreparedJob]) async throws -> [Int: JobID] {
        try await withCheckedThrowingContinuation { continuation in
            submit(EnqueueOperation(jobs, continuation: continuation))
        }
    }

    private func submit(_ operation: any WriteOperation) {
        switch mode {
        case .inline: commit([operation])
        case .thread:
            guard line.put(operation) else {
                operation.fail(JobStoreUnavailable(.closed, "The job store in \(database.place) was closed. Make a new one."))
                return
            }
        }
    }

    /// Takes note of how much a claim brought: a worker of this process that has room for more claims as soon as it hears of work.
    func note(_ claim: Claim, for request: ClaimRequest) {
        awaitsClaim.store(claim.jobs.count < request.limit, ordering: .relaxed)
    }

    /// Takes note that a worker of this process claims no more.
    func noteLeave() {
        awaitsClaim.store(false, ordering: .relaxed)
    }

    /// Has something told that was committed elsewhere.
    func tell(_ news: News) {
        switch mode {
        case .inline: announce(news)
        // After the end there is nobody left to hear it here.
        case .thread: _ = told.put(Committed(news: news))
        }
    }

    /// Takes in nothing more; what it has is still done.
    ///
    /// - Parameter ending: Called when everything has been done.
    func close(then ending: @escaping @Sendable () -> Void = {}) {
        line.close(then: ending)
        if case .inline = mode { finish() }
    }

    private func finish() {
        end()
        line.end()
    }

    private func work() {
        Self.blockPipeSignal()
        while let operations = line.next() { commit(operations) }
        told.close()
    }

    private func tellCallers() {
        Self.blockPipeSignal()
        while let all = told.next() {
            for committed in all { tell(committed) }
        }
        finish()
    }

    private func tell(_ committed: Committed) {
        announce(committed.news)
        for operation in committed.operations { operation.succeed() }
    }

    /// Who writes to the pipe of a process that dies at that moment must not die of it.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}

// Group commit.
extension Writer {
    private enum Outcome {
        /// How many operations were done, and what there is to tell others.
        case committed(Int, News)
        /// Nothing was done. How many operations had been begun.
        case failed(any Error, begun: Int)
    }

    /// Commits operations, as many at once as there is time for. Where one fails, each for itself, so that the others do not.
    private func commit(_ operations: [any WriteOperation]) {
        var rest = operations[...]
        var alone = 0
        while !rest.isEmpty {
            switch alone > 0 ? attempt(rest.prefix(1)) : attemptTogether(&rest) {
            case .committed(let count, let news):
                commits.add(1, ordering: .relaxed)
                handOver(Committed(news: news, operations: rest.prefix(count)))
                rest = rest.dropFirst(count)
                alone -= 1
            case .failed(let error, begun: 0):
                // It is not about any of them: the next would wait as long, and fail as well.
                fail(rest, error)
                return
            case .failed(let error, begun: 1):
                fail(rest.prefix(1), error)
                rest = rest.dropFirst()
                alone -= 1
            case .failed(_, let begun):
                alone = begun
            }
        }
    }

    private func handOver(_ committed: Committed) {
        // A few are told sooner than the other thread has woken up.
        if case .thread = mode, committed.operations.count > Self.fewCallers, told.put(committed) { return }
        tell(committed)
    }

    private static let fewCallers = 8

    /// How much is done between two looks at the clock.
    private static let changesPerLook = 16

    /// Does operations in one transaction, and in the same one the claim of a worker that has waited for what they bring: it begins its job
    /// after one wait for the disk instead of two.
    private func attemptTogether(_ operations: inout ArraySlice<any WriteOperation>) -> Outcome {
        let isAwaited = operations.count <= Self.fewCallers && awaitsClaim.load(ordering: .relaxed)
        var added: [any WriteOperation] = []
        let outcome = attempt(operations) {
            if isAwaited, case .thread(_, let patience) = mode { added = line.next(within: patience) }
            return added
        }
        operations += added
        return outcome
    }

    /// - Parameters:
    ///   - operations: What to do, as far as there is time.
    ///   - more: Asked when all of them are done, and there is work: what to do with them.
    /// - Returns: What became of them.
    private func attempt(_ operations: ArraySlice<any WriteOperation>, more: () -> [any WriteOperation] = { [] }) -> Outcome {
        var begun = 0
        do {
            let news = try database.transaction { tables in
                let start = ContinuousClock.now
                var nextLook = Self.changesPerLook
                tables.news.changed.reserveCapacity(operations.count)
                for operation in operations {
                    begun += 1
                    try operation.run(&tables, at: now())
                    guard case .thread(let longest, _) = mode, begun + tables.news.changed.count >= nextLook else { continue }
                    if start.duration(to: .now) > longest { break }
                    nextLook = begun + tables.news.changed.count + Self.changesPerLook
                }
                guard case .thread = mode, tables.news.notices.contains(.work) else { return }
                // While the disk is waited for, a worker of this process gets ready to claim, which can only be after this.
                foretell()
                tables.news.isForetold = true
                guard begun == operations.count else { return }
                for operation in more() {
                    begun += 1
                    try operation.run(&tables, at: now())
                }
            }
            return .committed(begun, news)
        } catch {
            return .failed(error, begun: begun)
        }
    }

    private func fail(_ operations: ArraySlice<any WriteOperation>, _ error: any Error) {
        let error = JobStoreUnavailable(error, in: database.place)
        for operation in operations { operation.fail(error) }
    }
}
