import Testing

@testable import AfterworkCommand

/// Each turn that a session can take.
@Suite struct DevStateTests {
    private static func files(_ number: Int) -> SourceSnapshot {
        SourceSnapshot(files: ["guide": SourceSnapshot.File(seconds: number, nanoseconds: 0, size: 1, inode: 1)])
    }

    /// A session whose first build was served.
    private static var serving: DevState {
        var state = DevState()
        #expect(state.begin() == [.build])
        #expect(state.handle(.built(files(1))) == [.start])
        return state
    }

    @Test func `a change is built, and a new program served`() {
        var state = Self.serving
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(2))) == [.restart])
        #expect(state.isServerEnding)
        #expect(state.handle(.serverEnded) == [.start])
        #expect(state.isServing)
    }

    @Test func `the same program goes on`() {
        var state = Self.serving
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(1))) == [.keep])
    }

    @Test func `a build that failed leaves the server alone`() {
        var state = Self.serving
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.buildFailed) == [.showErrors])
        #expect(state.isServing)
    }

    @Test func `a first build that failed waits for a change`() {
        var state = DevState()
        #expect(state.begin() == [.build])
        #expect(state.handle(.buildFailed) == [.showErrors])
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(1))) == [.start])
    }

    @Test func `a name that is wrong at first ends the session`() {
        var state = DevState()
        _ = state.begin()
        #expect(state.handle(.nameIsWrong) == [.refuse, .finish])
    }

    @Test func `a name that a change of the manifest makes wrong waits for the next change`() {
        var state = Self.serving
        _ = state.handle(.changed)
        #expect(state.handle(.nameIsWrong) == [.showErrors])
        #expect(state.isServing)
        state = DevState()
        _ = state.begin()
        _ = state.handle(.changed)
        #expect(state.handle(.nameIsWrong) == [.buildAgain])
        #expect(state.handle(.nameIsWrong) == [.showErrors])
    }

    @Test(arguments: [DevState.Event.buildFailed, .built(files(2))])
    func `a change during a build makes one more build, whatever came of the first`(_ end: DevState.Event) {
        var state = Self.serving
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.changed) == [.announceBuild])
        #expect(state.handle(.changed) == [])
        #expect(state.handle(end) == [.buildAgain])
        #expect(state.handle(.built(Self.files(3))) == [.restart])
    }

    @Test func `while the old server ends another build may be made`() {
        var state = Self.serving
        _ = state.handle(.changed)
        #expect(state.handle(.built(Self.files(2))) == [.restart])
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(3))) == [.announceStart])
        #expect(state.handle(.serverEnded) == [.start])
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(3))) == [.keep])
    }

    @Test(arguments: [(DevState.Event.buildFailed, [DevState.Action.showErrors, .start]), (.built(files(3)), [.start])])
    func `a server does not start while a build writes its program`(_ end: DevState.Event, _ actions: [DevState.Action]) {
        var state = Self.serving
        _ = state.handle(.changed)
        #expect(state.handle(.built(Self.files(2))) == [.restart])
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.serverEnded) == [])
        #expect(state.handle(end) == actions)
        #expect(state.isServing)
    }

    @Test func `a server that ended by itself starts after the next build, the same program too`() {
        var state = Self.serving
        #expect(state.handle(.serverEnded) == [.reportEnd])
        #expect(!state.isServing)
        #expect(state.handle(.changed) == [.build])
        #expect(state.handle(.built(Self.files(1))) == [.start])
    }

    @Test func `a signal ends server and build, and then the session`() {
        var state = Self.serving
        _ = state.handle(.changed)
        #expect(state.handle(.signalled) == [.stopBuild, .stopServer])
        #expect(state.handle(.changed) == [])
        #expect(state.handle(.buildFailed) == [])
        #expect(state.handle(.serverEnded) == [.finish])
        #expect(!state.wasForced)
    }

    @Test func `a server that ends for the next one is not told again`() {
        var state = Self.serving
        _ = state.handle(.changed)
        _ = state.handle(.built(Self.files(2)))
        #expect(state.handle(.signalled) == [])
        #expect(state.handle(.serverEnded) == [.finish])
    }

    @Test func `a signal ends at once what has nothing to end`() {
        var state = DevState()
        _ = state.begin()
        _ = state.handle(.buildFailed)
        #expect(state.handle(.signalled) == [.finish])
    }

    @Test func `a server that waits for a build does not start any more after a signal`() {
        var state = Self.serving
        _ = state.handle(.changed)
        _ = state.handle(.built(Self.files(2)))
        _ = state.handle(.changed)
        _ = state.handle(.serverEnded)
        #expect(state.handle(.signalled) == [.stopBuild])
        #expect(state.handle(.built(Self.files(3))) == [.finish])
    }

    @Test func `a second signal forces, a third kills`() {
        var state = Self.serving
        #expect(state.handle(.signalled) == [.stopServer])
        #expect(state.handle(.signalled) == [.force])
        #expect(state.handle(.signalled) == [.kill])
        #expect(state.handle(.serverEnded) == [.finish])
        #expect(state.wasForced)
    }
}
