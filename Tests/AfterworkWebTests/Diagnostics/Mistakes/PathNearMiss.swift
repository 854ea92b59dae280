import AfterworkWeb

@API struct PathNearMiss: RouteProvider {
    @Get("/orders/{oder_id}/items")
    func items(orderID: Int) -> String { "\(orderID)" }
}

// 4:10: error: The path has '{oder_id}', but no parameter of 'items' is called 'oderID'. Did you mean '{order_id}'?
// 4:10: note: Replace '{oder_id}' with '{order_id}'
