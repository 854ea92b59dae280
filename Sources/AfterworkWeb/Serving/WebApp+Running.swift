import Afterwork
import AfterworkHummingbird
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

// `stdout` is a variable there, of which the compiler cannot know that nobody changes it.
#if canImport(Glibc)
@preconcurrency import Glibc
#elseif canImport(Musl)
@preconcurrency import Musl
#elseif canImport(Darwin)
@preconcurrency import Darwin
#endif

extension WebApp {
    /// Serves until SIGTERM or SIGINT (Ctrl-C).
    ///
    /// On the first signal the server accepts no more connections, answers the requests it has, and lets their background tasks and the
    /// running jobs finish. What is not done after ``Configuration/shutdownGrace`` is cancelled and named in the log; jobs are handed back
    /// to the queue. The process itself exits in two cases, because work that ignores its cancellation cannot be ended otherwise: with
    /// status 0 when such work is left two seconds after the grace, and with status 1 on a second signal.
    ///
    /// - Throws: ``RouteProblems`` if routes contradict one another, ``ServeError`` if the address cannot be listened on,
    ///   `DuplicateJobHandlers` if nobody can say what is to be done with a job.
    public func run() async throws {
        if let problems { throw problems }
        if worker != nil { _ = try queue?.handledNames() }
        // What tasks print is to be seen when they print it, also where it goes to a file.
        setvbuf(stdout, nil, _IOLBF, 0)
        // A log that nobody reads any more (`guide | head`) is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        FileDescriptors.raiseLimit()
        logger.info("Started server process [\(getpid())]")
        logger.info("Waiting for application startup.")
        let (start, starter) = AsyncStream.makeStream(of: Never.self)
        let application = makeApplication(services: [runner]) { port in
            logger.info("Application startup complete.")
            logger.info("\(title) running on http://\(configuration.host):\(port) (Press CTRL+C to quit)")
            starter.finish()
        }
        let serving = ServiceGroup(configuration: .init(services: [application], logger: logger))
        // A group of its own: services of one group are told to stop one after another, and jobs are not to begin while connections end.
        let working = worker.map { worker in
            ServiceGroup(configuration: .init(services: [DelayedService(worker, until: start)], logger: logger))
        }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let (cut, cutter) = AsyncStream.makeStream(of: Never.self)
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await endOnSignals(signals, groups: [serving] + (working.map { [$0] } ?? []), cutter: cutter) }
                try await serve(serving, beside: working, until: cut)
                tasks.cancelAll()
            }
        } catch let error as IOError {
            await flush()
            throw ServeError(host: configuration.host, port: configuration.port, code: error.errnoCode)
        } catch is SocketAddressError.UnknownHost {
            await flush()
            throw ServeError(host: configuration.host, port: configuration.port, code: EADDRNOTAVAIL)
        }
        logger.info("Finished server process [\(getpid())]")
        await flush()
    }

    /// Runs the server and the worker until they end. At the cut the server is cancelled; the worker has its own grace.
    private func serve(_ serving: ServiceGroup, beside working: ServiceGroup?, until cut: AsyncStream<Never>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            if let working { tasks.addTask { try await working.run() } }
            tasks.addTask { try await run(serving, until: cut) }
            // Not `waitForAll`, which would let the one go on for ever after the other has failed.
            while try await tasks.next() != nil {}
        }
    }

    private func run(_ group: ServiceGroup, until cut: AsyncStream<Never>) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                try await group.run()
                return true
            }
            tasks.addTask {
                for await _ in cut {}
                return false
            }
            let hasEnded = try await tasks.next() ?? true
            tasks.cancelAll()
            // After a cut the services throw that they were cancelled, which is what was asked for.
            if !hasEnded { _ = await tasks.nextResult() }
        }
    }

    func flush() async {
        for console in consoles { await console.flush() }
    }
}

/// A service that does not run before something has happened, and not at all if it is to stop before that.
private struct DelayedService: Service {
    let service: any Service
    let start: AsyncStream<Never>

    init(_ service: any Service, until start: AsyncStream<Never>) {
        self.service = service
        self.start = start
    }

    func run() async throws {
        for await _ in start.cancelOnGracefulShutdown() {}
        if Task.isCancelled || Task.isShuttingDownGracefully { return }
        try await service.run()
    }
}
