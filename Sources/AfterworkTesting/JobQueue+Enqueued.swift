public import Afterwork
import AfterworkJSON

/// A job that is stored, with its value.
public struct EnqueuedJob<J: Job>: Sendable {
    /// What was enqueued.
    public let value: J
    /// Where it stands, in which queue, with which priority, and when it may run.
    public let record: JobRecord

    /// The job's id.
    public var id: JobID { record.id }
}

extension JobQueue {
    /// The jobs of a type that wait to be run, the oldest first.
    ///
    /// ```swift
    /// try await client.execute(uri: "/orders/7", method: .post)
    ///
    /// let receipts = try await queue.enqueued(SendReceipt.self) { $0.orderID == 7 }
    /// #expect(receipts.count == 1)
    /// #expect(receipts.first?.record.queue == "mail")
    /// #expect(try await queue.enqueued(SendInvoice.self).isEmpty)
    /// ```
    ///
    /// - Parameters:
    ///   - type: The type.
    ///   - states: In which states to look; in those of jobs that wait unless given.
    ///   - isWanted: Whether a job is one of those that are asked for; all are unless given.
    /// - Returns: The jobs.
    /// - Throws: `DecodingError` if one of the type does not decode; ``/Afterwork/JobStoreUnavailable``; what `isWanted` throws.
    public func enqueued<J: Job>(
        _ type: J.Type,
        in states: Set<JobState> = [.scheduled, .available, .retryable],
        where isWanted: (J) throws -> Bool = { _ in true }
    ) async throws -> [EnqueuedJob<J>] {
        var jobs: [EnqueuedJob<J>] = []
        var last: JobID?
        while true {
            let page = try await store.jobs(JobFilter(states: states, names: [J.name]), before: last, limit: 1000)
            for record in page {
                let value = try JSONReader.decode(type, from: record.payload)
                if try isWanted(value) { jobs.append(EnqueuedJob(value: value, record: record)) }
            }
            guard page.count == 1000, let oldest = page.last else { return jobs.reversed() }
            last = oldest.id
        }
    }
}
