/// What a session does next, decided from what has happened: without processes, files or time.
///
/// Two things go on at once, at most one of each: a build and a server.
///
/// A build during which something changes is not interrupted, because SwiftPM keeps what a build has compiled and loses what it was
/// compiling; and saves that come faster than builds would keep any build from ending. What such a build made or found wrong is
/// out of date: it is passed over, and another build follows at once.
struct DevState: Sendable {
    /// What has happened.
    enum Event: Sendable {
        /// Sources have changed, and are at rest.
        case changed
        /// A build succeeded and made these files.
        case built(SourceSnapshot)
        case buildFailed
        /// A build found that the package has no such product.
        case nameIsWrong
        case serverEnded
        /// Ctrl-C, SIGTERM, or the terminal was closed.
        case signalled
    }

    /// What is to be done.
    enum Action: Sendable, Equatable {
        case build
        /// Build once more: sources have changed during the build.
        case buildAgain
        /// Say that a build follows the one that goes on.
        case announceBuild
        /// Show the errors of the build.
        case showErrors
        /// Start the server.
        case start
        /// Have the server finish what it has begun; a new one follows.
        case restart
        /// Say that a new server follows once the old one has ended.
        case announceStart
        /// Say that the server goes on, for nothing has changed in it.
        case keep
        /// Say that the server has ended although nobody told it to.
        case reportEnd
        /// Say for how long the server has been ending.
        case remind
        /// Interrupt the build.
        case stopBuild
        /// Have the server finish what it has begun; nothing follows.
        case stopServer
        /// End what goes on without waiting for it: politely at first.
        case force
        /// End what goes on: at once.
        case kill
        /// Say that the name of the product is wrong, which no change of the sources can mend.
        case refuse
        /// Everything has ended.
        case finish
    }

    private enum Server {
        case none
        case running
        /// It was told to end.
        case ending
        /// It has ended to make room for the next, which waits for a build that writes its program.
        case due
    }

    /// Whether a build goes on.
    private(set) var isBuilding = false
    private var isFirstBuild = true
    private var isOutdated = false
    private var server = Server.none
    private var built: SourceSnapshot?
    private var served: SourceSnapshot?
    private var signals = 0

    /// Whether the server was told to end and has not yet.
    var isServerEnding: Bool { server == .ending }

    /// Whether there is a server that answers.
    var isServing: Bool { server == .running }

    /// Whether the session ends.
    var isClosing: Bool { signals > 0 }

    /// Whether what went on was not let finish.
    var wasForced: Bool { signals > 1 }

    /// Begins a session.
    mutating func begin() -> [Action] {
        isBuilding = true
        return [.build]
    }

    /// Takes in what has happened.
    ///
    /// - Returns: What is to be done, in this order.
    mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .changed: changed()
        case .built(let files): buildEnded(files)
        case .buildFailed: buildEnded(nil)
        case .nameIsWrong: nameIsWrong()
        case .serverEnded: serverEnded()
        case .signalled: signalled()
        }
    }

    private mutating func changed() -> [Action] {
        if isClosing { return [] }
        if isBuilding {
            defer { isOutdated = true }
            return isOutdated ? [] : [.announceBuild]
        }
        isBuilding = true
        return [.build]
    }

    private mutating func buildEnded(_ files: SourceSnapshot?) -> [Action] {
        isBuilding = false
        isFirstBuild = false
        if isClosing { return finishIfDone() }
        if isOutdated {
            isOutdated = false
            isBuilding = true
            return [.buildAgain]
        }
        guard let files else { return [.showErrors] + (server == .due ? start() : []) }
        built = files
        switch server {
        case .running where files == served: return [.keep]
        case .running:
            server = .ending
            return [.restart]
        case .ending: return [.announceStart]
        case .none, .due: return start()
        }
    }

    /// At first it is mistyped. Later it is the manifest that changes, and may again.
    private mutating func nameIsWrong() -> [Action] {
        guard isFirstBuild, !isOutdated, !isClosing else { return buildEnded(nil) }
        isBuilding = false
        return [.refuse, .finish]
    }

    private mutating func serverEnded() -> [Action] {
        let wasEnding = server == .ending
        server = .none
        if isClosing { return finishIfDone() }
        guard wasEnding else { return [.reportEnd] }
        guard isBuilding else { return start() }
        server = .due
        return []
    }

    private mutating func start() -> [Action] {
        server = .running
        served = built
        return [.start]
    }

    private mutating func signalled() -> [Action] {
        signals += 1
        switch signals {
        case 1: break
        case 2: return [.force]
        default: return [.kill]
        }
        var actions: [Action] = isBuilding ? [.stopBuild] : []
        if server == .running {
            server = .ending
            actions.append(.stopServer)
        }
        if server == .due { server = .none }
        return actions + finishIfDone()
    }

    private func finishIfDone() -> [Action] {
        !isBuilding && server == .none ? [.finish] : []
    }
}
