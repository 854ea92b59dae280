/// Threads of a store's own, at normal priority: whoever waits for a commit must not wait for a thread that gives way to others.
package enum StoreThread {
    /// Starts a thread that ends when the body returns.
    ///
    /// - Parameters:
    ///   - name: Shown by debuggers and `top -H`, at most 15 bytes of it on Linux.
    ///   - body: What it does; it may block.
    /// - Throws: ``JobStoreUnavailable`` if the system has no thread to give.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(JobStoreUnavailable) {
        if PlatformThread.start(name: name, givesWay: false, body) { return }
        throw JobStoreUnavailable(
            .lost,
            """
            The job store needs a thread, and the system has none to give. See to the limits of memory and of threads (ulimit -v, ulimit -u, \
            a container's memory and pids), or to what uses them up. It goes on when there is room.
            """
        )
    }
}
