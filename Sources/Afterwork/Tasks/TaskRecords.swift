import Synchronization

/// Results kept for tests, by response, until somebody asks for them.
final class TaskRecords: Sendable {
    private enum Entry {
        case ended([BackgroundTaskResult])
        case awaited([CheckedContinuation<[BackgroundTaskResult], Never>])
    }

    private let entries = Mutex<[UInt64: Entry]>([:])

    func record(_ results: [BackgroundTaskResult], of responseID: UInt64) {
        let waiting = entries.withLock { entries in
            guard case .awaited(let continuations) = entries[responseID] else {
                entries[responseID] = .ended(results)
                return [CheckedContinuation<[BackgroundTaskResult], Never>]()
            }
            entries[responseID] = .ended(results)
            return continuations
        }
        for continuation in waiting { continuation.resume(returning: results) }
    }

    func results(of responseID: UInt64) async -> [BackgroundTaskResult] {
        await withCheckedContinuation { continuation in
            let ended = entries.withLock { entries -> [BackgroundTaskResult]? in
                switch entries[responseID] {
                case .ended(let results): return results
                case .awaited(let others): entries[responseID] = .awaited(others + [continuation])
                case nil: entries[responseID] = .awaited([continuation])
                }
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }
}
