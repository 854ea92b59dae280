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
            if let last, last.state.isFinal { return nil }
            while !Task.isCancelled {
                // Listened to before it is read, so that no change falls in between.
                let changes = events.store.changes(of: last?.id ?? events.id)
                guard let job = try await events.store.job(events.id) else { return nil }
                if job != last {
                    last = job
                    return job
                }
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
