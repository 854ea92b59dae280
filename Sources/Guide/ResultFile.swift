import Afterwork
import AfterworkWeb
import NIOPosix
import Synchronization

/// A file that jobs write their results to: a line for each job, and never two, although a job may run twice.
///
/// A job runs at least once. Its process may be killed after it has written its line and before the store knows that it is done; then it
/// runs again. So beside the file there is a ``Ledger``, and under the ledger's lock, which holds across processes, a line is written in
/// this order:
///
/// 1. The ledger gets an entry: this job's line begins where the file ends. The entry is flushed to the disk.
/// 2. The file gets the line, which is flushed as well.
/// 3. The handler returns, and the store writes down that the job is done.
///
/// Killed before 1, the job has left nothing. Killed between 1 and 2, its entry points to a place where no line is, and does not count;
/// a piece of a line is cut off by whoever writes next. Killed after 2, the next attempt finds its entry and the line, and writes nothing.
///
/// An attempt that was given up for dead may still be alive. It looks for its job once more, among the entries made since it began: if
/// its successor has written the line, it writes nothing.
///
/// Lines that come at the same moment are written together, so that all of them wait for the disk once.
final class ResultFile: Sendable {
    private struct Line: Sendable {
        let job: JobID
        let text: String
        /// The first entry of the ledger that can be of this job.
        let since: Int
        /// Waits to hear whether the line was written.
        let writer: CheckedContinuation<Bool, any Error>
    }

    private struct State {
        var waiting: [Line] = []
        var isWriting = false
    }

    private let path: String
    private let ledgerPath: String
    private let state = Mutex(State())
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// - Parameters:
    ///   - path: Where the file is or shall be.
    ///   - ledgerPath: Where its ledger is or shall be, in the same folder.
    init(path: String, ledgerPath: String) {
        self.path = path
        self.ledgerPath = ledgerPath
        thread.start()
    }

    deinit {
        thread.shutdownGracefully { _ in }
    }

    /// Does a job's work and appends its line, unless an earlier attempt has appended it. When this returns, the line is on the disk.
    ///
    /// - Parameters:
    ///   - attempt: The attempt.
    ///   - makeLine: Does the work, and returns the line without a line feed.
    /// - Returns: Whether this attempt has appended the line.
    /// - Throws: ``FileError`` if it could not be written, and what the work throws.
    func append(for attempt: JobAttempt, _ makeLine: () async throws -> String) async throws -> Bool {
        let since = attempt.fence > 1 ? 0 : Ledger.count(path: ledgerPath)
        let text = ConsoleWriter.printable(try await makeLine()) + "\n"
        return try await withCheckedThrowingContinuation { writer in
            let isFirst = state.withLock { state in
                state.waiting.append(Line(job: attempt.id, text: text, since: since, writer: writer))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            if isFirst { thread.submit { _ in self.writeWaiting() } }
        }
    }

    private func writeWaiting() {
        while let lines = takeWaiting() {
            do {
                for (line, isWritten) in zip(lines, try write(lines)) { line.writer.resume(returning: isWritten) }
            } catch {
                for line in lines { line.writer.resume(throwing: error) }
            }
        }
    }

    private func takeWaiting() -> [Line]? {
        state.withLock { state in
            state.isWriting = !state.waiting.isEmpty
            defer { state.waiting = [] }
            return state.isWriting ? state.waiting : nil
        }
    }

    /// Writes those lines that are not there.
    ///
    /// - Returns: For each whether it was written.
    private func write(_ lines: [Line]) throws(FileError) -> [Bool] {
        let ledger = try Ledger(path: ledgerPath)
        let file = try OpenFile(path: path)
        try cutTornLine(of: file, ledger)
        let start = file.size
        var bytes: [UInt8] = []
        var entries: [Ledger.Entry] = []
        var isWritten: [Bool] = []
        for line in lines {
            var isThere = entries.contains { $0.job == line.job }
            if !isThere { isThere = try ledger.hasLine(of: line.job, from: line.since, inFileOf: start) }
            isWritten.append(!isThere)
            if isThere { continue }
            entries.append(Ledger.Entry(start: start + bytes.count, length: line.text.utf8.count, job: line.job))
            bytes += line.text.utf8
        }
        try ledger.add(entries)
        try file.write(bytes, at: start)
        // Also if all of them were there: whoever wrote them may have died before they were on the disk.
        try file.flush()
        if start == 0 { try OpenFile.flushNames(in: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])) }
        return isWritten
    }

    /// Removes a piece of a line whose writer died, or had no room, while it wrote.
    private func cutTornLine(of file: borrowing OpenFile, _ ledger: borrowing Ledger) throws(FileError) {
        let size = file.size
        guard size > 0 else { return }
        for number in (0..<ledger.count).reversed() {
            guard let entry = try ledger.entry(number) else { continue }
            if entry.end <= size { return }
            if entry.start < size { return try file.cut(at: entry.start) }
        }
    }
}
