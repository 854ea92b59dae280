import Logging
import Synchronization
import Testing

@testable import Afterwork

@Suite struct TaskLineTests {
    private func task(_ number: UInt64) -> BackgroundTask {
        BackgroundTask(
            id: .init(incarnation: 1, sequence: number),
            name: "\(number)",
            condition: .handlerReturns,
            logger: Logger(label: "test"),
            context: nil
        ) {}
    }

    private func batch(_ response: UInt64, _ numbers: UInt64...) -> TaskBatch {
        TaskBatch(responseID: response, tasks: numbers.map(task))
    }

    @Test func `batches come out in the order in which they went in`() {
        var line = TaskLine(workers: 1)
        line.expect(3)
        for number in UInt64(1)...3 { #expect(line.append(batch(number, number)) == nil) }
        #expect((1...3).map { _ in line.popFirst(worker: 0)?.responseID } == [1, 2, 3])
        #expect(line.popFirst(worker: 0) == nil)
    }

    @Test func `closed, it is over when nothing waits any more`() {
        var line = TaskLine(workers: 1)
        #expect(!line.isOver)
        line.expect(2)
        _ = line.close()
        #expect(!line.isOver)
        _ = line.forget(1)
        #expect(!line.isOver)
        _ = line.forget(1)
        #expect(line.isOver)
    }

    @Test func `an id is the process start and a number`() {
        #expect("\(BackgroundTask.ID(incarnation: 0x5F_3A_9C, sequence: 42))" == "005f3a9c-42")
    }

    @Test func `a worker begins what it took, task by task`() {
        var line = TaskLine(workers: 2)
        line.expect(2)
        _ = line.append(batch(1, 1, 2))
        #expect(line.popFirst(worker: 1)?.tasks.count == 2)
        #expect(line.waiting == 2)
        let begins1 = line.begin(worker: 1, at: .now)
        #expect(begins1)
        #expect(line.waiting == 1)
        #expect(line.running.map { $0?.task.name } == [nil, "1"])
        _ = line.end(worker: 1)
        let begins2 = line.begin(worker: 1, at: .now)
        #expect(begins2)
        _ = line.end(worker: 1)
        let begins3 = line.begin(worker: 1, at: .now)
        #expect(!begins3)
        #expect(line.waiting == 0)
        #expect(line.running.allSatisfy { $0 == nil })
    }

    @Test func `giving up takes what waits, what a worker has taken, and what follows a task that runs`() {
        var line = TaskLine(workers: 2)
        line.expect(7)
        _ = line.append(batch(1, 1, 2))
        _ = line.append(batch(2, 3, 4))
        _ = line.append(batch(3, 5, 6))
        _ = line.popFirst(worker: 0)
        _ = line.popFirst(worker: 1)
        let begins4 = line.begin(worker: 0, at: .now)
        #expect(begins4)
        let abandoned = line.abandon()
        #expect(abandoned.tasks.map(\.name) == ["2", "3", "4", "5", "6"])
        #expect(abandoned.responses == [3])
        let begins5 = line.begin(worker: 0, at: .now)
        #expect(!begins5)
        let begins6 = line.begin(worker: 1, at: .now)
        #expect(!begins6)
        // One more was added by a request that is still being answered.
        #expect(line.waiting == 1)
        #expect(!line.isOver)
        _ = line.forget(1)
        #expect(line.isOver)
    }

    @Test func `an idle worker gets a batch at once, and leaves when the line is over`() async {
        let line = Mutex(TaskLine(workers: 1))
        for isOver in [false, true] {
            async let taken = withCheckedContinuation { continuation in
                let leavers = line.withLock { line in
                    line.park(0, continuation)
                    if isOver { return line.close() }
                    line.expect(1)
                    return line.append(batch(1, 1)).map { [$0] } ?? []
                }
                for leaver in leavers { leaver.resume(returning: isOver ? nil : batch(1, 1)) }
            }
            #expect(await taken?.tasks.count == (isOver ? nil : 1))
            line.withLock { line in
                let begins7 = line.begin(worker: 0, at: .now)
                #expect(begins7 == !isOver)
                if !isOver { _ = line.end(worker: 0) }
            }
        }
    }
}
