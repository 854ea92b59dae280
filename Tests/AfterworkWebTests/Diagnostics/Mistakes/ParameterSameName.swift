import AfterworkWeb

@API struct ParameterSameName: RouteProvider {
    @Get("/orders")
    func orders(userID: Int, userId: Int) -> String { "" }
}

// 5:30: error: The parameters 'userID' and 'userId' of 'orders' are both called 'user_id' in a request. Rename one of them.
