import Afterwork
import Foundation

/// How fast durable jobs are stored, claimed and finished, and the same done with SQLite's C interface alone.
///
/// Each command prints one line of numbers, for `run` to read. FOLDER and FILE need not be there, and those of commands that are not raw may also
/// be a database, as postgres://….
@main
struct JobBenchmark {
    private static let usage = """
        Usage: JobBenchmark COMMAND …
          enqueue FOLDER CALLERS SECONDS      prints jobs a second, and jobs a commit
          raw-enqueue FOLDER BATCH SECONDS    prints jobs a second
          drain FOLDER JOBS [CONCURRENCY]     prints jobs a second, jobs a commit, and peak memory in KiB
          raw-drain FOLDER JOBS BATCH         prints jobs a second
          wait FOLDER JOBS                    prints peak memory in KiB while so many wait
          pick-up FILE COUNT PAUSE            from enqueue to begin, in one process: prints the median, the 99th percentile and the
                                              longest, in microseconds; PAUSE in milliseconds is waited before each
          answer FILE                         begins jobs that `call` enqueues, until its last, and prints the same
          call FILE COUNT PAUSE               enqueues them
          keep FILE JOBS                      stores jobs that are completed
          kept FILE JOBS                      prints jobs enqueued a second, and jobs claimed and finished a second
          bulk FOLDER JOBS                    prints jobs a second, enqueued 10,000 at a time
          steady FILE RATE SECONDS LAST CONCURRENCY
                                              enqueues so many a second, and prints how long those of the LAST seconds wait, as pick-up does, and
                                              how many do in the end
          fill FILE JOBS                      stores reviews for the guide to analyse
          waiting FILE                        prints how many jobs wait
        """

    static func main() async throws {
        let arguments = Arguments(CommandLine.arguments.dropFirst(2))
        let place = arguments.text(0)
        switch CommandLine.arguments.dropFirst().first {
        case "enqueue": try await Enqueueing(folder: place).measure(callers: arguments.number(1), for: .seconds(arguments.number(2)))
        case "raw-enqueue": try await Enqueueing(folder: place).measureRaw(batch: arguments.number(1), for: .seconds(arguments.number(2)))
        case "drain": try await Draining(folder: place).measure(jobs: arguments.number(1), concurrency: arguments.number(2))
        case "raw-drain": try await Draining(folder: place).measureRaw(jobs: arguments.number(1), batch: arguments.number(2))
        case "wait": try await Draining(folder: place).measureWaiting(jobs: arguments.number(1))
        case "pick-up": try await PickUp(path: place).measure(count: arguments.number(1), pause: .milliseconds(arguments.number(2)))
        case "answer": try await PickUp(path: place).answer()
        case "call": try await PickUp(path: place).call(count: arguments.number(1), pause: .milliseconds(arguments.number(2)))
        case "keep": try await Keeping(path: place).keep(arguments.number(1))
        case "kept": try await Keeping(path: place).measure(jobs: arguments.number(1))
        case "bulk": try await Enqueueing(folder: place).measureBulk(jobs: arguments.number(1))
        case "steady":
            try await PickUp(path: place).measureSteady(
                rate: arguments.number(1),
                for: .seconds(arguments.number(2)),
                last: .seconds(arguments.number(3)),
                concurrency: arguments.number(4)
            )
        case "fill": try await Keeping(path: place).fill(arguments.number(1))
        case "waiting": try await Keeping(path: place).tellWaiting()
        default:
            print(usage)
            exit(1)
        }
    }
}

/// What stands behind a command.
struct Arguments {
    private let texts: [String]

    init(_ texts: some Sequence<String>) {
        self.texts = Array(texts)
    }

    func text(_ index: Int) -> String { texts.indices.contains(index) ? texts[index] : "" }

    func number(_ index: Int) -> Int { Int(text(index)) ?? 0 }
}
