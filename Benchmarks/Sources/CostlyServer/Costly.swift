import Afterwork
import AfterworkWeb
import Load

@API
struct Costly: RouteProvider {
    let runner: BackgroundRunner
    let waits: Waits

    /// Accepts work that costs so many microseconds of CPU.
    @Post("/compute/{microseconds}")
    func accept(microseconds: Int, background: BackgroundTasks) -> Acceptance {
        let accepted = ContinuousClock.now
        background.add("work") {
            waits.record(accepted.duration(to: .now))
            Processor.burn(microseconds: microseconds)
        }
        return Acceptance(status: "accepted")
    }

    /// What happened since the server started, and the longest wait since this was last asked for.
    @Get("/figures")
    func figures() -> Figures {
        let statistics = runner.statistics
        return Figures(
            accepted: statistics.added,
            finished: statistics.finished,
            waiting: statistics.waiting,
            longestWait: waits.takeLongest()
        )
    }
}

@Schema
struct Acceptance {
    var status: String
}

@Schema
struct Figures {
    var accepted: Int
    var finished: Int
    var waiting: Int
    /// In microseconds, from the handler to the task's begin: the response lies between them.
    var longestWait: Int
}
