import Logging
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
        #expect((1...3).map { _ in line.popFirst()?.responseID } == [1, 2, 3])
        #expect(line.popFirst() == nil)
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
}
