import AfterworkWeb

@API struct RouteMutating: RouteProvider {
    var count = 0

    @Post("/count")
    mutating func increase() -> Int {
        count += 1
        return count
    }
}

// 7:5: error: 'increase' is 'mutating', but requests are answered side by side and cannot change the API's own value. Keep what changes in an actor or a database.
