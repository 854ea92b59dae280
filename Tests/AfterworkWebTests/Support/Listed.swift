import AfterworkWeb

/// Routes written by hand.
struct Listed: RouteProvider {
    let routes: [Route]
}
