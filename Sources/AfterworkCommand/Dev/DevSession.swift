import Subprocess
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A session of `afterwork dev`: the sources are watched, built and served until Ctrl-C.
struct DevSession {
    /// What happens, one thing after another, whichever process or person it comes from.
    enum Happening: Sendable {
        case changed([String])
        case built(Result<Builder.Product, BuildFailure>, in: Duration)
        case served(ServerProcess.End, as: CInt?)
        case signalled
        /// The server was told to end, and has not for so many seconds.
        case waited(Int, for: ChildProcess)
    }

    private let builder: Builder
    private let arguments: [String]
    private let watched: WatchedPlaces
    private let delay: Duration
    private let terminal: Terminal
    private let happenings: AsyncStream<Happening>
    private let happened: AsyncStream<Happening>.Continuation

    private var state = DevState()
    private var layout = KnownLayout()
    private var wrongName: PackageLayout.NoSuchProduct?
    private var build = ChildProcess()
    private var server = ChildProcess()

    /// Plans a session.
    ///
    /// - Parameters:
    ///   - builder: What builds the server.
    ///   - arguments: What the server is started with.
    ///   - watched: What is watched; it becomes something else when the package does.
    ///   - delay: How long nothing may have changed before a build begins.
    ///   - terminal: Where to say what happens.
    init(
        builder: Builder,
        arguments: [String],
        watched: WatchedPlaces,
        delay: Duration,
        terminal: Terminal
    ) {
        self.builder = builder
        self.arguments = arguments
        self.watched = watched
        self.delay = delay
        self.terminal = terminal
        (happenings, happened) = AsyncStream.makeStream()
    }

    /// Runs until Ctrl-C, SIGTERM or the end of the terminal, and until everything that was started has ended.
    ///
    /// - Returns: Whether a second signal cut short what went on.
    /// - Throws: `PackageLayout.NoSuchProduct` if the first build finds that the product's name is wrong, which no change of the sources can
    ///   mend.
    mutating func run() async throws(PackageLayout.NoSuchProduct) -> Bool {
        // A log that nobody reads any more (`afterwork dev guide | head`) is no reason to leave a server behind.
        signal(SIGPIPE, SIG_IGN)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let watcher = await SourceWatcher(watched, delay: delay)
        terminal.info("Started reloader process [\(getpid())] (Press CTRL+C to quit)")
        await withDiscardingTaskGroup { [happened, happenings] tasks in
            tasks.addTask { for await _ in signals { happened.yield(.signalled) } }
            tasks.addTask { await watcher.watch { happened.yield(.changed($0)) } }
            perform(state.begin(), after: nil, in: &tasks)
            for await happening in happenings {
                let actions = take(happening)
                perform(actions, after: happening, in: &tasks)
                if actions.contains(.finish) { break }
            }
            tasks.cancelAll()
        }
        terminal.info("Stopped reloader process [\(getpid())]")
        if let wrongName { throw wrongName }
        return state.wasForced
    }

    private mutating func take(_ happening: Happening) -> [DevState.Action] {
        switch happening {
        case .changed(let paths):
            if paths.contains(builder.package.manifest) { layout.manifestChanged() }
            return state.handle(.changed)
        case .built(.success(let product), _):
            layout.buildSucceeded(with: product.layout)
            return state.handle(.built(product.files))
        case .built(.failure(let failure), _): return state.handle(failure.wrongName == nil ? .buildFailed : .nameIsWrong)
        case .served: return state.handle(.serverEnded)
        case .signalled: return state.handle(.signalled)
        case .waited(_, let process): return state.isServerEnding && process === server ? [.remind] : []
        }
    }

    private mutating func perform(_ actions: [DevState.Action], after happening: Happening?, in tasks: inout DiscardingTaskGroup) {
        for action in actions {
            say(action, after: happening)
            switch action {
            case .build, .buildAgain: startBuild(in: &tasks)
            case .start: startServer(in: &tasks)
            case .restart, .stopServer:
                server.send(SIGTERM)
                remind(after: 1, in: &tasks)
            case .remind:
                if case .waited(let seconds, _) = happening { remind(after: seconds + 10, in: &tasks) }
            case .stopBuild: build.send(SIGINT, toGroup: true)
            case .force:
                server.send(SIGTERM)
                build.send(SIGKILL, toGroup: true)
                tasks.addTask { [server] in
                    guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
                    server.send(SIGKILL, toGroup: true)
                }
            case .kill: server.send(SIGKILL, toGroup: true)
            case .refuse:
                if case .built(.failure(let failure), _) = happening { wrongName = failure.wrongName }
            case .announceBuild, .announceStart, .keep, .showErrors, .reportEnd, .finish: break
            }
        }
    }

    private mutating func startBuild(in tasks: inout DiscardingTaskGroup) {
        build = ChildProcess()
        // Beside the lines of a server, one that is written over again and again would be in the way.
        let showsSteps = !state.isServing
        let layout = layout.buildBegan()
        tasks.addTask { [builder, watched, build, happened, terminal] in
            let clock = ContinuousClock()
            let start = clock.now
            // What changes while it is compiled is a change already, whether that succeeds or not.
            let result = await builder.build(layout, as: build, found: { watched.setSources($0.sources) }) { progress in
                if showsSteps || progress == .waiting { terminal.show(progress) }
            }
            happened.yield(.built(result, in: start.duration(to: clock.now)))
        }
    }

    private mutating func startServer(in tasks: inout DiscardingTaskGroup) {
        guard let layout = layout.built else {
            happened.yield(.served(.notStarted("Nothing was built yet."), as: nil))
            return
        }
        server = ChildProcess()
        let program = layout.program(of: builder.product)
        tasks.addTask { [arguments, server, happened] in
            let end = await ServerProcess(program: program, arguments: arguments, child: server).run()
            happened.yield(.served(end, as: server.id))
        }
    }

    /// A server may take as long as its tasks do; somebody who waits for the new one wants to know that.
    private func remind(after seconds: Int, in tasks: inout DiscardingTaskGroup) {
        tasks.addTask { [server, happened] in
            guard (try? await Task.sleep(for: .seconds(seconds == 1 ? 1 : 10))) != nil else { return }
            happened.yield(.waited(seconds, for: server))
        }
    }

    private func say(_ action: DevState.Action, after happening: Happening?) {
        guard let line = DevLine(action, after: happening, product: builder.product, state: state, server: server.id) else { return }
        for error in line.errors { terminal.show(error) }
        switch line.level {
        case .info: terminal.info(line.text)
        case .warning: terminal.warning(line.text)
        case .error: terminal.error(line.text)
        }
    }
}
