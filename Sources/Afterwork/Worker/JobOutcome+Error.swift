extension JobOutcome {
    /// What it means to a job that its handler returned.
    ///
    /// - Parameter result: What it returned, in JSON.
    init(returning result: [UInt8]?) {
        if let count = result?.count, count > Self.resultLimit {
            let limit = Self.resultLimit >> 20
            let error = "Its result has \(count) bytes, and \(limit) MiB are the most. Put it elsewhere, and return where it is."
            self = .failed(error: error, retryAfter: nil)
        } else {
            self = .completed(result: result)
        }
    }

    /// What it means to a job that its handler threw.
    ///
    /// - Parameters:
    ///   - error: What it threw.
    ///   - wait: Tells how long until the next attempt if this one has failed; `nil` if there is none.
    init(of error: any Error, wait: () -> Duration?) {
        switch error {
        case let error as SnoozeJob: self = .snoozed(max(.zero, error.pause))
        case let error as DiscardJob: self = .discarded(reason: Self.kept(of: error.reason))
        case let error as UndecodablePayload: self = .undecodable(error: Self.kept(of: "\(error.error)"))
        default: self = .failed(error: Self.kept(of: "\(error)"), retryAfter: wait())
        }
    }

    /// As much of an error as is kept.
    private static func kept(of text: String) -> String { String(text.prefix(2000)) }
}
