import Afterwork

/// A job after each of its changes, as server-sent events; and a comment where nothing changes for long, so that no proxy on the way takes
/// the connection for a dead one and so that a client that has left is noticed.
struct JobEventTexts: AsyncSequence, Sendable {
    let events: JobEvents

    /// A quarter of a minute, as the standard advises (HTML, 9.2.7).
    private static let looks = 30

    func makeAsyncIterator() -> Iterator {
        Iterator(events: events.makeAsyncIterator())
    }

    struct Iterator: AsyncIteratorProtocol {
        var events: JobEvents.Iterator

        mutating func next() async throws -> String? {
            switch try await events.nextNews(looks: JobEventTexts.looks) {
            case .changed(let job): ServerSentEvent(event: "job", data: JobReport(job).json).text
            case .unchanged: ServerSentEvent.comment
            case nil: nil
            }
        }
    }
}
