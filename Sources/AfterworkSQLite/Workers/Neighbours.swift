import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Who has a pipe in a folder of workers. Looked up again only when the folder has changed, because it is asked for after each commit.
final class Neighbours: Sendable {
    private struct Known {
        var pipes: [String] = []
        /// When the folder had changed last, and when it was read, in nanoseconds.
        var changedAt: Int64?
        var readAt: Int64 = 0
    }

    private let folder: String
    private let known = Mutex(Known())

    init(folder: String) {
        self.folder = folder
    }

    /// The names of the pipes.
    var pipes: [String] {
        var status = stat()
        guard stat(folder, &status) == 0 else { return [] }
        #if canImport(Darwin)
        let change = status.st_mtimespec
        #else
        let change = status.st_mtim
        #endif
        let changedAt = Self.nanoseconds(change)
        return known.withLock { known in
            // The kernel stamps changes by a clock that ticks a few hundred times a second: what was read that soon after may be old.
            if known.changedAt == changedAt, known.readAt - changedAt > Self.tick { return known.pipes }
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            known.readAt = Self.nanoseconds(now)
            known.changedAt = changedAt
            known.pipes = Folder.names(in: folder).filter { $0.hasSuffix(WorkerFolder.pipeEnding) }
            return known.pipes
        }
    }

    private static let tick: Int64 = 50_000_000

    private static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }
}
