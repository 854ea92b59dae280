public import Afterwork
public import HTTPTypes

extension HTTPField.Name {
    /// Names a response's tasks in ``Afterwork/BackgroundRunner/results(of:)``. Sent only by a runner that records results.
    public static var afterworkResponse: Self { responseName }

    private static let responseName = HTTPField.Name("afterwork-response") ?? .server
}

extension BackgroundRunner {
    /// Waits until the tasks of a response have ended, and returns how. For tests.
    ///
    /// ```swift
    /// let response = try await client.execute(uri: "/orders", method: .post)
    /// let results = await runner.results(of: response.headers)
    /// #expect(results.allSatisfy { $0.error == nil })
    /// ```
    ///
    /// - Parameter headers: The response's header fields, as the client received them.
    /// - Returns: One result for each task, in the order in which they ran; empty if the runner's configuration does not say
    ///   `recordsResults`.
    public func results(of headers: HTTPFields) async -> [BackgroundTaskResult] {
        guard let id = headers[.afterworkResponse].flatMap({ UInt64($0) }) else { return [] }
        return await results(ofResponse: id)
    }
}
