/// Threads of a store's own, at normal priority: whoever waits for a commit must not wait for a thread that gives way to others.
package enum StoreThread {
    /// Starts a thread that ends when the body returns.
    ///
    /// - Parameters:
    ///   - name: Shown by debuggers and `top -H`, at most 15 bytes of it on Linux.
    ///   - body: What it does; it may block.
    /// - Returns: Whether the system had a thread to give.
    @discardableResult
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Bool {
        PlatformThread.start(name: name, givesWay: false, body)
    }
}
