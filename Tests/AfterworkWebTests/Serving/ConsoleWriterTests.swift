import AfterworkWeb
import Testing

/// Lines on their way to a terminal, file or pipe.
@Suite(.timeLimit(.minutes(5))) struct ConsoleWriterTests {
    @Test func `lines arrive in order`() throws {
        let pipe = try Pipe()
        let writer = ConsoleWriter(descriptor: pipe.writeEnd)
        for number in 1...1000 { writer.write("line \(number)") }
        #expect(pipe.lines(1000) == (1...1000).map { "line \($0)" })
    }

    @Test func `lines of several writers never mix`() async throws {
        let pipe = try Pipe()
        let writer = ConsoleWriter(descriptor: pipe.writeEnd)
        await withTaskGroup(of: Void.self) { group in
            for author in 0..<8 {
                group.addTask { for number in 0..<100 { writer.write("\(author):\(String(repeating: "\(number),", count: 50))") } }
            }
        }
        let expected = (0..<8).flatMap { author in (0..<100).map { "\(author):\(String(repeating: "\($0),", count: 50))" } }
        #expect(pipe.lines(800).sorted() == expected.sorted())
    }

    @Test(arguments: [false, true])
    func `a pipe that nobody reads holds up no writer, and what was dropped is announced`(_ isNonblocking: Bool) throws {
        let pipe = try Pipe()
        if isNonblocking { pipe.makeNonblocking() }
        let writer = ConsoleWriter(descriptor: pipe.writeEnd)
        // More than can wait, twice: once in the hands of the thread that writes, once behind it.
        let written = 10_000
        for number in 0..<written { writer.write("\(number) \(String(repeating: "x", count: 1000))") }

        var kept = 0
        var dropped = 0
        pipe.forEachLine { line in
            if line.hasSuffix(" lines were dropped: their reader is too slow)") {
                dropped += Int(line.dropFirst().prefix { $0.isNumber }) ?? 0
            } else {
                kept += 1
            }
            return kept + dropped < written
        }
        #expect(kept + dropped == written)
        #expect(dropped > 0)
        writer.write("after")
        #expect(pipe.lines(1) == ["after"])
    }

    @Test(arguments: [false, true])
    func `flush returns when everything has left the process, also to a task that is cancelled`(_ isCancelled: Bool) async throws {
        let pipe = try Pipe()
        let writer = ConsoleWriter(descriptor: pipe.writeEnd)
        await withTaskGroup(of: Void.self) { group in
            if isCancelled { group.cancelAll() }
            group.addTask {
                writer.write("one")
                #expect(pipe.lines(1) == ["one"])
                // The writer waits some milliseconds by now, so that this is not there at once.
                writer.write("two")
                await writer.flush()
                #expect(pipe.linesSoFar() == ["two"])
            }
        }
        #expect(!writer.isTerminal)
    }
}
