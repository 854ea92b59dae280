package import Afterwork
import HTTPTypes
package import Hummingbird
import NIOCore
import ServiceLifecycle

/// What is answered to whoever asks about a job, on whatever kind of route.
package struct JobAnswers: Sendable {
    /// Whether who sent the request may have what it asks for.
    package typealias Authorization = (JobAccess, JobRecord) async throws -> Bool

    private let queue: JobQueue

    /// Answers about the jobs of a queue.
    package init(queue: JobQueue) {
        self.queue = queue
    }

    /// How a job stands.
    package func status(of id: String?, authorize: Authorization) async throws -> Response {
        answer(try await job(id, .read, authorize), status: .ok)
    }

    /// How a job stands now and after each change, as server-sent events.
    package func events(of id: String?, authorize: Authorization) async throws -> Response {
        let job = try await job(id, .read, authorize)
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: .streaming(JobEventTexts(events: queue.events(of: job.id)).cancelOnGracefulShutdown()) { ByteBuffer(string: $0) }
        )
    }

    /// Cancels a job, and says how it then stands.
    package func cancel(_ id: String?, authorize: Authorization) async throws -> Response {
        let job = try await job(id, .cancel, authorize)
        // To cancel a job is not to see what it came to. Asked before: once it is cancelled, the answer is to say so.
        let mayRead = (try? await authorize(.read, job)) ?? false
        try await queue.cancel(job.id)
        guard mayRead else { return Response(status: .accepted) }
        return answer(try await queue.status(of: job.id) ?? job, status: .accepted)
    }

    /// The job that a request names, if there is one and its sender may have what it asks for.
    private func job(_ id: String?, _ access: JobAccess, _ authorize: Authorization) async throws -> JobRecord {
        guard let id = id.flatMap({ JobID($0) }),
            let job = try await queue.status(of: id),
            try await authorize(access, job)
        else { throw RequestRefusal(status: .notFound, detail: "Not Found") }
        return job
    }

    private func answer(_ job: JobRecord, status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: JobReport(job).json))
        )
    }
}
