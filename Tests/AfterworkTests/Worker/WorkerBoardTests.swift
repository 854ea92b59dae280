import Synchronization
import TestSupport
import Testing

@testable import Afterwork

@Suite struct WorkerBoardTests {
    private let incarnation = Incarnation(JobID(high: 9, low: 9))

    private func makeBoard(concurrency: Int = 4, queues: [Worker.ServedQueue] = []) -> WorkerBoard {
        var board = WorkerBoard(Worker.Configuration(concurrency: concurrency, queues: queues))
        board.join(as: incarnation, names: ["work"])
        return board
    }

    private func job(_ number: UInt64, queue: String = "default") -> ClaimedJob {
        ClaimedJob(attempt: JobAttempt(id: JobID(high: 1, low: number), fence: 1), name: "work", queue: queue, payload: [])
    }

    /// Has the board claim, and brings it jobs.
    private func claim(_ jobs: [ClaimedJob], hasSuspects: Bool = false, ahead: Int = 0, _ board: inout WorkerBoard) throws -> ClaimRequest {
        let wanted = board.claimRequest(slots: 4, ahead: ahead, at: .zero)
        let request = try #require(wanted)
        board.take(Claim(jobs: jobs, hasSuspects: hasSuspects), for: request)
        return request
    }

    // What it claims.

    @Test func `claims as many as there are slots, and some ahead`() throws {
        var board = makeBoard()
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero)?.limit == 14)
        board.mayHaveWork = true
        _ = try claim([job(1), job(2)], &board)
        board.mayHaveWork = true
        _ = board.begin(0, at: .zero)
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero)?.limit == 12)
    }

    @Test func `claims nothing before it has joined, without handlers, when it is closed, or when all slots are taken`() throws {
        var board = WorkerBoard(Worker.Configuration())
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        board.join(as: incarnation, names: [])
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        board.join(as: incarnation, names: ["work"])
        _ = try claim((1...4).map { job($0) }, &board)
        for slot in 0..<4 { #expect(board.begin(slot, at: .zero) != nil) }
        board.mayHaveWork = true
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        #expect(board.end(0, .completed(result: nil)) == true)
        board.close()
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
    }

    @Test func `asks once, then again only if the claim was full or somebody tells of work`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        _ = board.begin(0, at: .zero)
        board.mayHaveWork = true
        _ = try claim([job(2), job(3), job(4)], &board)
        for slot in 1..<4 { _ = board.begin(slot, at: .zero) }
        for slot in 0..<4 { _ = board.end(slot, .completed(result: nil)) }
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero)?.limit == 4)
    }

    @Test func `with jobs ahead it waits until half of them are begun, instead of claiming a few at a time`() throws {
        var board = makeBoard()
        _ = try claim((1...14).map { job($0) }, ahead: 10, &board)
        for slot in 0..<4 { _ = board.begin(slot, at: .zero) }
        for _ in 0..<4 {
            _ = board.end(0, .completed(result: nil))
            #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero) == nil)
            _ = board.begin(0, at: .zero)
        }
        _ = board.end(0, .completed(result: nil))
        _ = board.begin(0, at: .zero)
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero)?.limit == 5)
    }

    @Test func `a suspect is asked for when nothing else is held, and then the others have a turn`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], hasSuspects: true, &board)
        board.mayHaveWork = true
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        _ = board.begin(0, at: .zero)
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
        _ = board.end(0, .completed(result: nil))
        let request = try claim([job(2)], hasSuspects: true, &board)
        #expect(request.wantsSuspect)
        #expect(request.limit == 1)
        _ = board.begin(0, at: .zero)
        _ = board.end(0, .completed(result: nil))
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero)?.wantsSuspect == false)
    }

    @Test func `after a suspect that another worker took first, the others are asked for at once`() throws {
        var board = makeBoard()
        _ = try claim([], hasSuspects: true, &board)
        #expect(try claim([], &board).wantsSuspect)
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero)?.wantsSuspect == false)
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .zero) == nil)
    }

    @Test func `a job that takes long keeps a worker from the others for a while only, so that a suspect can run alone`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], hasSuspects: true, &board)
        _ = board.begin(0, at: .zero)
        func claims(at seconds: Int) -> Bool {
            board.mayHaveWork = true
            guard let request = board.claimRequest(slots: 4, ahead: 0, at: .seconds(seconds)) else { return false }
            board.take(Claim(jobs: [], hasSuspects: true), for: request)
            return true
        }
        #expect((0...120).filter(claims) == Array(5..<55) + Array(65...120))
        #expect(board.mayHaveWork == false)
        _ = board.end(0, .completed(result: nil))
        board.mayHaveWork = true
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .seconds(200))?.wantsSuspect == true)
    }

    @Test func `nothing begins beside a suspect for a minute, however long it takes`() throws {
        var board = makeBoard()
        _ = try claim([], hasSuspects: true, &board)
        var suspect = job(1)
        suspect.crashes = 1
        #expect(try claim([suspect], &board).wantsSuspect)
        _ = board.begin(0, at: .seconds(1))
        board.mayHaveWork = true
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .seconds(60)) == nil)
        #expect(board.claimRequest(slots: 4, ahead: 0, at: .seconds(61))?.wantsSuspect == false)
    }

    @Test func `what was cut short is asked for again when half of it has begun`() throws {
        var board = makeBoard()
        let wanted = board.claimRequest(slots: 4, ahead: 10, at: .zero)
        let request = try #require(wanted)
        let jobs = (1...3).map { number in
            ClaimedJob(attempt: job(number).attempt, name: "work", queue: "default", payload: Array(repeating: 0, count: 6 << 20))
        }
        board.take(Claim(jobs: jobs, hasSuspects: false, isCutShort: true), for: request)
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero) == nil)
        _ = board.begin(0, at: .zero)
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero) == nil)
        _ = board.begin(1, at: .zero)
        #expect(board.claimRequest(slots: 4, ahead: 10, at: .zero)?.limit == 11)
    }

    @Test func `a queue with a limit of its own is claimed of no more than that`() throws {
        var board = makeBoard(queues: [.init("narrow", concurrency: 1), "wide"])
        _ = try claim([job(1, queue: "narrow")], &board)
        _ = board.begin(0, at: .zero)
        board.mayHaveWork = true
        let shares = try #require(board.claimRequest(slots: 4, ahead: 0, at: .zero)?.shares)
        #expect(shares.first { $0.queue == "narrow" }?.most == 0)
        #expect(shares.first { $0.queue == "wide" }?.most == 3)
    }

    // What it writes down.

    @Test func `what has ended stays until it is written, and before what ended since`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2), job(3)], &board)
        for slot in 0..<3 { _ = board.begin(slot, at: .zero) }
        _ = board.end(0, .completed(result: nil))
        _ = board.end(1, .released)
        let taken = board.takeFinished()
        #expect(taken.map(\.outcome) == [.completed(result: nil), .released])
        #expect(board.takeFinished().isEmpty)
        _ = board.end(2, .stopped)
        board.putBack(taken)
        #expect(board.takeFinished().map(\.outcome) == [.completed(result: nil)])
        #expect(board.takeFinished().map(\.outcome) == [.released])
        board.noteWritten()
        #expect(board.takeFinished().map(\.outcome) == [.stopped])
        #expect(board.takeFinishedCount() == 3)
        #expect(board.takeFinishedCount() == 0)
    }

    @Test func `an outcome that can never be written keeps none of the others from it`() throws {
        var board = makeBoard(concurrency: 8)
        _ = try claim((0..<8).map { job($0) }, &board)
        for slot in 0..<8 { _ = board.begin(slot, at: .zero) }
        for slot in 0..<8 { _ = board.end(slot, slot == 0 ? .stopped : .released) }
        var written = 0
        for _ in 0..<20 {
            let taken = board.takeFinished()
            if taken.contains(where: { $0.outcome == .stopped }) {
                board.putBack(taken)
                #expect(board.mayWriteOthers == (taken.count == 1 && written < 7))
            } else {
                written += taken.count
                board.noteWritten()
            }
        }
        #expect(written == 7)
        #expect(!board.mayWriteOthers)
        #expect(board.takeFinished().map(\.outcome) == [.stopped])
    }

    @Test func `a result that no store would keep is a failure that is not tried again`() {
        let most = [UInt8](repeating: 0x30, count: JobOutcome.resultLimit)
        #expect(JobOutcome(returning: most).byteCount == most.count)
        guard case .failed(let error, nil) = JobOutcome(returning: most + [0x30]) else {
            Issue.record("It is kept.")
            return
        }
        #expect(error.contains("64 MiB are the most"))
    }

    @Test func `results that are large are not all written at once`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2), job(3)], &board)
        for slot in 0..<3 { _ = board.begin(slot, at: .zero) }
        for slot in 0..<3 { _ = board.end(slot, .completed(result: Array(repeating: 0x30, count: ClaimRequest.byteLimit))) }
        for _ in 0..<3 { #expect(board.takeFinished().count == 1) }
        #expect(board.takeFinished().isEmpty)
    }

    @Test func `of an attempt's progress only the last word is told, and none once it has ended`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2)], &board)
        for slot in 0..<2 { _ = board.begin(slot, at: .zero) }
        let (first, second) = (job(1).attempt, job(2).attempt)
        #expect(board.report(JobProgress(first, fraction: 0.1, message: nil)) == true)
        #expect(board.report(JobProgress(first, fraction: 0.2, message: nil)) == false)
        #expect(board.report(JobProgress(second, fraction: 0.3, message: nil)) == false)
        _ = board.end(1, .completed(result: nil))
        #expect(board.takeProgress(at: .zero, isAlone: true) == [JobProgress(first, fraction: 0.2, message: nil)])
        #expect(board.takeProgress(at: .seconds(1), isAlone: true).isEmpty)
    }

    @Test func `progress is told ten times a second at most, or with what is written anyway`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        _ = board.begin(0, at: .zero)
        #expect(board.pauseBeforeProgress(at: .zero) == nil)
        func says(_ fraction: Double) -> Bool { board.report(JobProgress(job(1).attempt, fraction: fraction, message: nil)) }
        #expect(says(0.1))
        #expect(board.pauseBeforeProgress(at: .seconds(1)) == .zero)
        #expect(board.takeProgress(at: .seconds(1), isAlone: true).map(\.fraction) == [0.1])
        #expect(says(0.2))
        #expect(board.pauseBeforeProgress(at: .milliseconds(1040)) == .milliseconds(60))
        #expect(board.takeProgress(at: .milliseconds(1040), isAlone: true).isEmpty)
        #expect(board.takeProgress(at: .milliseconds(1040), isAlone: false).map(\.fraction) == [0.2])
        #expect(says(0.3))
        #expect(board.takeProgress(at: .milliseconds(1139), isAlone: true).isEmpty)
        #expect(board.takeProgress(at: .milliseconds(1140), isAlone: true).map(\.fraction) == [0.3])
    }

    // How jobs are stopped.

    @Test func `a job is stopped once, and its slot's task is not used again`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        _ = board.begin(2, at: .zero)
        #expect(board.stop(job(7).attempt.id, because: .cancelled, deadline: .seconds(1)) == nil)
        #expect(board.stop(job(1).attempt.id, because: .cancelled, deadline: .seconds(1)) == 2)
        #expect(board.stop(job(1).attempt.id, because: .shutdown, deadline: .seconds(9)) == nil)
        #expect(board.running[2]?.stop == .cancelled)
        #expect(board.nextDeadline == .seconds(1))
        #expect(board.end(2, .stopped) == false)
        #expect(board.takeFinished().map(\.outcome) == [.stopped])
    }

    @Test func `deadlines come in their order, each once`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2), job(3)], &board)
        for slot in 0..<3 { _ = board.begin(slot, at: .seconds(10)) }
        #expect(board.setTimeout(.seconds(5), of: 0, at: .seconds(10)) == true)
        #expect(board.setTimeout(.seconds(7), of: 1, at: .seconds(10)) == false)
        #expect(board.setTimeout(.seconds(3), of: 2, at: .seconds(10)) == true)
        #expect(board.setTimeout(.seconds(1), of: 3, at: .seconds(10)) == false)
        #expect(board.nextDeadline == .seconds(13))
        #expect(board.takeDue(at: .seconds(12)).isEmpty)
        #expect(board.takeDue(at: .seconds(15)).map(\.job.attempt.id) == [job(1).attempt.id, job(3).attempt.id])
        #expect(board.takeDue(at: .seconds(15)).isEmpty)
        #expect(board.nextDeadline == .seconds(17))
    }

    @Test func `a timeout is counted from when the handler begins, however long the store took to note that it does`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        _ = board.begin(0, at: .seconds(10))
        #expect(board.setTimeout(.seconds(5), of: 0, at: .seconds(30)) == true)
        #expect(board.nextDeadline == .seconds(35))
    }

    @Test func `a job that is stopped before its handler begins is shown when its grace is over, whatever its timeout`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        _ = board.begin(0, at: .zero)
        #expect(board.stop(job(1).attempt.id, because: .cancelled, deadline: .seconds(2)) == 0)
        #expect(board.setTimeout(.seconds(60), of: 0, at: .zero) == false)
        #expect(board.nextDeadline == .seconds(2))
    }

    // How it ends.

    @Test func `what was claimed and not begun is handed back when it closes, and nothing is begun any more`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2), job(3)], &board)
        _ = board.begin(0, at: .zero)
        board.close()
        #expect(board.isOver)
        #expect(!board.isDone)
        #expect(board.begin(1, at: .zero) == nil)
        #expect(board.takeFinished() == [FinishedAttempt(job(2).attempt, .released), FinishedAttempt(job(3).attempt, .released)])
        #expect(!board.isDone)
        _ = board.end(0, .completed(result: nil))
        #expect(!board.isDone)
        _ = board.takeFinished()
        #expect(board.isDone)
    }

    @Test func `what still runs when nobody waits any longer is handed back once, whatever it ends with later`() throws {
        var board = makeBoard()
        _ = try claim([job(1)], &board)
        _ = board.begin(0, at: .zero)
        board.close()
        #expect(board.desert().map(\.job.attempt) == [job(1).attempt])
        #expect(board.takeFinished() == [FinishedAttempt(job(1).attempt, .released)])
        #expect(board.isDone)
        _ = board.end(0, .completed(result: nil))
        #expect(board.takeFinished().isEmpty)
        #expect(board.desert().isEmpty)
    }

    @Test func `what was held under a name that the store has forgotten is written to no more`() throws {
        var board = makeBoard()
        _ = try claim([job(1), job(2), job(3)], &board)
        for slot in 0..<2 { _ = board.begin(slot, at: .zero) }
        _ = board.end(0, .completed(result: nil))
        board.loseAll()
        #expect(Set(board.stopAll(because: .lost, deadline: .zero)) == [1])
        _ = board.end(1, .released)
        #expect(board.takeFinished().isEmpty)
        #expect(board.buffer.isEmpty)
    }

    @Test func `slots that wait are given jobs as they come, and nothing when there will be none`() async {
        let given = await withTaskGroup(of: JobID?.self) { group in
            let board = Waiting(makeBoard())
            for slot in 0..<3 { group.addTask { await board.next(slot)?.attempt.id } }
            while board.waiting.value < 3 { await Task.yield() }
            board.bring([job(1), job(2)])
            board.close()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(given) == [job(1).attempt.id, job(2).attempt.id, nil])
    }
}

/// A board that slots wait at.
private final class Waiting: Sendable {
    let waiting = Counter()
    private let board: Mutex<WorkerBoard>

    init(_ board: sending WorkerBoard) {
        self.board = Mutex(board)
    }

    func next(_ slot: Int) async -> ClaimedJob? {
        await withCheckedContinuation { continuation in
            board.withLock { $0.park(slot, continuation) }
            waiting.add()
        }
    }

    func bring(_ jobs: [ClaimedJob]) {
        let assignments = board.withLock { board in
            if let request = board.claimRequest(slots: 4, ahead: 0, at: .zero) {
                board.take(Claim(jobs: jobs, hasSuspects: false), for: request)
            }
            return board.assign(at: .zero)
        }
        for assignment in assignments { assignment.resume() }
    }

    func close() {
        let assignments = board.withLock { board in
            board.close()
            return board.assign(at: .zero)
        }
        for assignment in assignments { assignment.resume() }
    }
}
