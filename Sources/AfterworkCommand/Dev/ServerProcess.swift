import Subprocess

/// A run of the server that is written.
struct ServerProcess: Sendable {
    /// How it ended.
    enum End: Sendable, Equatable {
        /// By itself, or because it was told to.
        case ended(TerminationStatus)
        /// It never ran.
        case notStarted(String)
    }

    let program: String
    let arguments: [String]
    let child: ChildProcess

    /// Runs the server to its end. What it writes goes where the command's own lines go; there is nothing for it to read.
    ///
    /// If the command dies without a word (`kill -9`), a guard beside the server sees that and sends the server SIGTERM: nobody would
    /// know of it any more, and it would keep the port. The guard is there first.
    func run() async -> End {
        let (ids, found) = AsyncStream.makeStream(of: CInt.self)
        let (end, ended) = AsyncStream.makeStream(of: Never.self)
        let (readiness, ready) = AsyncStream.makeStream(of: Never.self)
        async let guarded: Void = Self.guardServer(ids, until: end) { ready.finish() }
        for await _ in readiness {}
        let result = await start { id in
            child.begin(id)
            found.yield(id)
        }
        child.end()
        found.finish()
        ended.finish()
        await guarded
        return result
    }

    private func start(_ report: (CInt) -> Void) async -> End {
        do {
            let result = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(["-c", #"exec "$0" "$@""#, program] + arguments),
                platformOptions: ChildProcess.options,
                input: .none,
                output: .currentStandardOutput,
                error: .currentStandardError
            ) { execution in
                report(execution.processIdentifier.value)
            }
            return .ended(result.terminationStatus)
        } catch {
            return .notStarted("\(error)")
        }
    }

    /// Its input is a pipe that only the command holds open, and on which it reads the server's identifier. If it reads another line, the
    /// server has ended and there is nothing to do; if the pipe ends without one, the command is gone.
    private static func guardServer(_ ids: AsyncStream<CInt>, until end: AsyncStream<Never>, ready: @Sendable () -> Void) async {
        // Without a guard the server is as good, for as long as nobody kills the command.
        defer { ready() }
        _ = try? await Subprocess.run(
            .name("sh"),
            arguments: ["-c", #"read -r id && { read -r line || kill -TERM "$id"; }"#],
            platformOptions: ChildProcess.options,
            input: .inputWriter,
            output: .discarded,
            error: .discarded
        ) { execution in
            ready()
            for await id in ids {
                _ = try await execution.standardInputWriter.write("\(id)\n")
                for await _ in end {}
                _ = try await execution.standardInputWriter.write("ended\n")
            }
        }
    }
}
