/// A job again and again: as it is, then after each change, until it is done with.
public struct JobEvents: AsyncSequence, Sendable {
    let store: any JobStore
    let id: JobID
    let clock: any Clock<Duration>

    /// How long to trust that a change would have been told, which one in another process may not be.
    private static let patience = Duration.milliseconds(500)

    /// Begins with the job as it is.
    public func makeAsyncIterator() -> Iterator {
        Iterator(events: self)
    }

    /// Reads a job after each of its changes.
    public struct Iterator: AsyncIteratorProtocol {
        private let events: JobEvents
        private var last: JobRecord?

        init(events: JobEvents) {
            self.events = events
        }

        /// The job after its next change; `nil` once it is done with, and if the caller is cancelled.
        ///
        /// - Throws: ``JobStoreUnavailable``.
        public mutating func next() async throws -> JobRecord? {
            while let news = try await nextNews(looks: .max) {
                if case .changed(let job) = news { return job }
            }
            return nil
        }

        /// As ``next()``, for whoever has to show every now and then that he still listens.
        ///
        /// - Parameter looks: How often to look for a change, half a second apart, before it is said that there was none.
        /// - Returns: What there is to say; `nil` where ``next()`` returns it.
        /// - Throws: ``JobStoreUnavailable``.
        package mutating func nextNews(looks: Int) async throws -> JobNews? {
            if let last, last.state.isFinal { return nil }
            var looksLeft = looks
            while !Task.isCancelled {
                // Listened to before it is read, so that no change falls in between.
                let changes = events.store.changes(of: last?.id ?? events.id)
                guard let job = try await events.store.job(events.id) else { return nil }
                if job != last {
                    last = job
                    return .changed(job)
                }
                guard looksLeft > 0 else { return .unchanged }
                looksLeft -= 1
                await wait(for: changes)
            }
            return nil
        }

        private func wait(for changes: AsyncStream<Void>) async {
            let clock = events.clock
            await withTaskGroup(of: Void.self) { group in
                group.addTask { for await _ in changes { return } }
                // Its only error is that it was cancelled.
                group.addTask { try? await clock.sleep(for: JobEvents.patience) }
                await group.next()
                group.cancelAll()
            }
        }
    }
}

/// What there is to say of a job that is watched.
package enum JobNews: Sendable {
    case changed(JobRecord)
    case unchanged
}
