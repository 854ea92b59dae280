/// Makes one change of many: editors save several files at once, and a checkout hundreds.
struct ChangeBurst: Sendable {
    private let delay: Duration
    private var settled: SourceSnapshot
    private var latest: SourceSnapshot
    private var lastChange: Duration?

    /// Whether something has changed that was not reported yet.
    var isOpen: Bool { lastChange != nil }

    /// Begins with files that have not changed.
    ///
    /// - Parameters:
    ///   - snapshot: The files.
    ///   - delay: How long nothing may have changed before what did is reported.
    init(_ snapshot: SourceSnapshot, delay: Duration) {
        self.delay = delay
        settled = snapshot
        latest = snapshot
    }

    /// Looks at the files again.
    ///
    /// - Parameters:
    ///   - snapshot: The files as they are now.
    ///   - now: The time since any moment, always the same one.
    /// - Returns: What has changed since the last report, if nothing more has for the whole delay; otherwise nothing.
    mutating func observe(_ snapshot: SourceSnapshot, at now: Duration) -> [String] {
        if snapshot != latest {
            latest = snapshot
            lastChange = now
        }
        guard let lastChange, now - lastChange >= delay else { return [] }
        self.lastChange = nil
        defer { settled = latest }
        // A file that came and went, as editors leave some, is no change.
        return latest.changes(since: settled)
    }

    /// Goes on with other places: a file that was not watched before has not changed by that.
    mutating func adopt(_ snapshot: SourceSnapshot) {
        settled = snapshot.remembering(settled)
        latest = snapshot.remembering(latest)
    }
}
