public import Afterwork
public import HTTPTypes
public import Hummingbird

extension HTTPFields {
    /// Where a client asks what becomes of a job: `Location: /jobs/0199f3c4-7b1e-7d3a-9c44-2f6f1a0b9e55`.
    ///
    /// ```swift
    /// return Reply(headers: .location(of: id), body: receipt)
    /// ```
    ///
    /// - Parameters:
    ///   - job: The job's id.
    ///   - path: Where the routes of jobs are, as clients see it.
    /// - Returns: The field.
    public static func location(of job: JobID, under path: String = "/jobs") -> HTTPFields {
        [.location: "\(path)/\(job)"]
    }
}

extension Response {
    /// 202 Accepted (RFC 9110, 15.3.3), with `Location` and without a body: the job is stored, and will be done.
    ///
    /// ```swift
    /// router.post("reviews") { request, context in
    ///     .accepted(context.background.enqueue(AnalyzeReview(…)))
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - job: The job's id.
    ///   - path: Where the routes of jobs are, as clients see it.
    /// - Returns: The response.
    public static func accepted(_ job: JobID, under path: String = "/jobs") -> Response {
        Response(status: .accepted, headers: .location(of: job, under: path))
    }
}
