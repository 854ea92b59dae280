import Afterwork

// What tells when something has happened, without being asked.
extension StoreTrial {
    /// How long what is told may be under way, by the real clock: only a store that fails takes this long.
    private static let patience = Duration.seconds(10)

    /// Whether an element comes that is wanted.
    func comes<Element: Sendable>(in stream: AsyncStream<Element>, _ isWanted: @escaping @Sendable (Element) -> Bool) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await element in stream where isWanted(element) { return true }
                return false
            }
            group.addTask {
                // Its only error is that it was cancelled, because what was waited for has come.
                try? await ContinuousClock().sleep(for: Self.patience)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    /// Expects that workers are told something after a step: those that have looked and found less than they wanted, for others look again
    /// by themselves.
    func expectNotice(
        _ notice: JobNotice,
        _ what: String,
        fileID: String = #fileID,
        line: Int = #line,
        after step: () async throws -> some Any
    ) async throws {
        let notices = store.notices()
        let sleeper = try await store.join()
        while try await claim(by: sleeper, ["nothing that there is"]).isCutShort {}
        _ = try await step()
        let isTold = await comes(in: notices) { $0 == notice }
        try await store.leave(sleeper)
        _ = try require(isTold ? true : nil, "After \(what) workers were not told: \(notice)", fileID: fileID, line: line)
    }

    /// Expects that who watches a job is told after a step.
    @discardableResult
    func expectChange<Result>(
        of id: JobID,
        _ what: String,
        fileID: String = #fileID,
        line: Int = #line,
        after step: () async throws -> Result
    ) async throws -> Result {
        let changes = store.changes(of: id)
        let result = try await step()
        let isTold = await comes(in: changes) { _ in true }
        return try require(isTold ? result : nil, "After \(what) those who watch the job were not told.", fileID: fileID, line: line)
    }
}
