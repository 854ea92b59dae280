import Afterwork
import Load
import Logging

/// How many empty tasks a second the runner does alone, each in a list of its own as if each were a request's.
///
/// Usage: `RunnerBenchmark [TASKS [PRODUCERS]]`. Prints tasks a second and the process's peak memory in KiB.
@main
struct RunnerBenchmark {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let count = arguments.first ?? 2_000_000
        let producers = arguments.dropFirst().first ?? 4
        let logger = Logger(label: "runner") { _ in SwiftLogNoOpLogHandler() }
        let runner = BackgroundRunner(logger: logger)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await runner.run() }
            let begun = ContinuousClock.now
            await produce(count, from: producers, logger: logger, for: runner)
            while runner.statistics.finished < count { try? await Task.sleep(for: .milliseconds(1)) }
            let seconds = begun.duration(to: .now) / .seconds(1)
            print(Int(Double(count) / seconds), peakMemory)
            group.cancelAll()
        }
    }

    /// Adds tasks for as long as the runner admits more, as the requests of a server are.
    private static func produce(_ count: Int, from producers: Int, logger: Logger, for runner: BackgroundRunner) async {
        await withTaskGroup(of: Void.self) { group in
            for producer in 0..<producers {
                let share = count * (producer + 1) / producers - count * producer / producers
                group.addTask {
                    for _ in 0..<share {
                        while !runner.admits { try? await Task.sleep(for: .milliseconds(1)) }
                        let list = runner.makeList()
                        BackgroundTasks(list: list, logger: logger).add("empty") {}
                        list.seal(.returned)
                        list.handOver()
                    }
                }
            }
        }
    }
}
