import Afterwork
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Through which other processes wake a worker of this one: a named pipe beside its file, and a thread that waits at it.
///
/// A byte is a notice. Whoever commits something that matters to others writes one to each of their pipes, which the kernel passes on
/// within microseconds, and which costs nothing while nothing happens.
final class WakeUpPipe: Sendable {
    private let descriptor: CInt
    private let isOver = Atomic(false)

    /// Makes the pipe and waits at it.
    ///
    /// - Parameters:
    ///   - path: Where; nothing may be there.
    ///   - hear: Called with what others say.
    /// - Throws: ``JobStoreUnavailable``.
    init(path: String, hear: @escaping @Sendable (Set<JobNotice>) -> Void) throws {
        guard mkfifo(path, 0o666) == 0 else { throw JobStoreUnavailable(errno: errno, doing: "create the pipe \"\(path)\"") }
        // Also for writing, so that reading waits instead of ending when the last writer has gone.
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw JobStoreUnavailable(errno: errno, doing: "open the pipe \"\(path)\"") }
        try StoreThread.start(name: "afterwork-wake") { self.listen(hear) }
    }

    // Not when the thread ends: whoever ends it may write at that moment, and the number be somebody else's by then.
    deinit { close(descriptor) }

    /// Waits no more.
    func end() {
        isOver.store(true, ordering: .sequentiallyConsistent)
        var byte: UInt8 = 0
        _ = write(descriptor, &byte, 1)
    }

    private func listen(_ hear: (Set<JobNotice>) -> Void) {
        var bytes = [UInt8](repeating: 0, count: 512)
        while true {
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if isOver.load(ordering: .sequentiallyConsistent) { break }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            // However many have gathered, they say one thing.
            let notices = bytes.prefix(count).reduce(into: Set<JobNotice>()) { $0.formUnion(Self.notices(of: $1)) }
            if !notices.isEmpty { hear(notices) }
        }
    }

    /// Says something to whoever waits at a pipe. One that nobody waits at is passed over, and so is one that is full: there is
    /// enough in it to wake whoever waits.
    ///
    /// The calling thread must block `SIGPIPE`.
    static func say(_ notices: Set<JobNotice>, to path: String) {
        let descriptor = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        var byte = byte(of: notices)
        _ = write(descriptor, &byte, 1)
        close(descriptor)
    }

    /// A letter, whose last bits say what has happened.
    private static func byte(of notices: Set<JobNotice>) -> UInt8 {
        notices.reduce(letter) { $0 | bit(of: $1) }
    }

    private static func notices(of byte: UInt8) -> Set<JobNotice> {
        guard byte & letter != 0 else { return [] }
        return Set(JobNotice.allCases.filter { byte & bit(of: $0) != 0 })
    }

    private static let letter: UInt8 = 0x40

    private static func bit(of notice: JobNotice) -> UInt8 {
        switch notice {
        case .work: 1
        case .times: 2
        case .orders: 4
        }
    }
}
