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
    /// On the first signal the server accepts no more connections, answers the requests it has, and lets their background tasks
    /// finish. What is not done after ``Configuration/shutdownGrace`` is cancelled and named in the log. The process itself exits in
    /// two cases, because work that ignores its cancellation cannot be ended otherwise: with status 0 when such work is left two
    /// seconds after the grace, and with status 1 on a second signal.
    ///
    /// - Throws: ``RouteProblems`` if routes contradict one another, ``ServeError`` if the address cannot be listened on.
    public func run() async throws {
        if let problems { throw problems }
        // What tasks print is to be seen when they print it, also where it goes to a file.
        setvbuf(stdout, nil, _IOLBF, 0)
        // A log that nobody reads any more (`guide | head`) is no reason to end.
        signal(SIGPIPE, SIG_IGN)
        FileDescriptors.raiseLimit()
        logger.info("Started server process [\(getpid())]")
        logger.info("Waiting for application startup.")
        let application = makeApplication { port in
            logger.info("Application startup complete.")
            logger.info("\(title) running on http://\(configuration.host):\(port) (Press CTRL+C to quit)")
        }
        let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let (cut, cutter) = AsyncStream.makeStream(of: Never.self)
        do {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await endOnSignals(signals, group: group, cutter: cutter) }
                try await serve(group, until: cut)
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

    /// Runs the services until they end, or cancels them at the cut and waits for that.
    private func serve(_ group: ServiceGroup, until cut: AsyncStream<Never>) async throws {
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

    private func endOnSignals(_ signals: UnixSignalsSequence, group: ServiceGroup, cutter: AsyncStream<Never>.Continuation) async {
        await withTaskGroup(of: Void.self) { tasks in
            var isEnding = false
            for await signal in signals {
                if isEnding { return await exitNow(status: 1, because: "Forced to quit by a second \(signal).") }
                isEnding = true
                logger.info("Shutting down")
                let statistics = runner.statistics
                if statistics.waiting + statistics.running.count > 0 {
                    logger.info("Waiting for background tasks to complete. (CTRL+C to force quit)")
                }
                await group.triggerGracefulShutdown()
                tasks.addTask { await enforceGrace(cutter: cutter) }
            }
            tasks.cancelAll()
        }
    }

    private func enforceGrace(cutter: AsyncStream<Never>.Continuation) async {
        do {
            try await Task.sleep(for: configuration.shutdownGrace)
            cutter.finish()
            try await Task.sleep(for: Self.cancellationGrace)
            await exitNow(status: 0, because: "Ended although not everything was done: the shutdown grace is over.")
        } catch {
            return  // Everything ended in time.
        }
    }

    private func flush() async {
        for console in consoles { await console.flush() }
    }

    /// How long cancelled work may take to end.
    private static var cancellationGrace: Duration { .seconds(2) }

    private func exitNow(status: CInt, because reason: Logger.Message) async {
        let statistics = runner.statistics
        for task in statistics.running {
            logger.error("Background task did not finish.", metadata: ["task.id": "\(task.id)", "task.name": "\(task.name)"])
        }
        if statistics.waiting > 0 { logger.error("\(statistics.waiting) background tasks never started.") }
        logger.warning(reason)
        await flush()
        exit(status)
    }
}

/// The address cannot be listened on.
public struct ServeError: Error, Hashable, CustomStringConvertible {
    /// The host that was asked for.
    public let host: String
    /// The port that was asked for.
    public let port: Int
    /// The system's error number.
    public let code: CInt

    /// What is wrong and what to do.
    public var description: String {
        switch code {
        case EADDRINUSE: "Port \(port) of \(host) is in use. Stop the program that uses it, or choose another port."
        case EACCES: "Port \(port) of \(host) may not be used by this user. Choose a port of 1024 or more."
        case EADDRNOTAVAIL: "This machine has no address \(host). Choose 127.0.0.1, 0.0.0.0 or one of its own."
        default: "\(host):\(port) cannot be listened on: \(String(cString: strerror(code)))."
        }
    }
}
