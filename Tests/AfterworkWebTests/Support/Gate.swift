/// Something that happens once: one waits for it, another tells.
struct Gate: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Lets the one who waits go on.
    func open() {
        continuation.finish()
    }

    /// Waits until it is open, or until the task is cancelled.
    func passed() async {
        for await _ in stream {}
    }
}
