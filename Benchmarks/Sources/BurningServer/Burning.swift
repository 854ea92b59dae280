import Afterwork
import AfterworkWeb
import Load

@API
struct Burning: RouteProvider {
    @Get("/")
    func root() -> Greeting {
        Greeting(message: "FastAPI Background Tasks API", status: "running")
    }

    /// Starts a task that computes without pause. One a request, because the tasks of one response run one after another.
    @Post("/burn")
    func burn(background: BackgroundTasks) -> Greeting {
        background.add("burn") { Processor.burnUntilCancelled() }
        return Greeting(message: "Burning", status: "running")
    }
}

@Schema
struct Greeting {
    var message: String
    var status: String
}
