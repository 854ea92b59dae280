import AfterworkWeb
import TestSupport

/// A route that counts how often its handler runs.
@API
struct Counting: RouteProvider {
    let calls: Counter

    @Post("/count/{number}")
    func count(number: Int) { calls.add() }
}
