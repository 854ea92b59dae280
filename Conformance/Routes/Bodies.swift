import AfterworkWeb

/// Routes that take a JSON body.
@API
struct Bodies: RouteProvider {
    @Post("/people") func addPerson(person: Person) -> Person { person }
    @Put("/people/{id}") func replacePerson(id: Int, notify: Bool, person: Person) -> Person { person }
    @Post("/names") func names(names: [String]) -> [String] { names }
    @Post("/counts") func counts(counts: [String: Int]) -> [String: Int] { counts }
    @Post("/scalars") func scalars(scalars: Scalars) -> Scalars { scalars }
    @Post("/required") func required(required: Required) -> Required { required }
    @Post("/wishes") func wish(wish: Wish?) -> String { wish?.text ?? "no wish" }
    @Put("/wishes", status: .accepted) func putWish(wish: Wish) -> Wish { wish }
    @Post("/payments") func pay(payment: Payment) -> Payment { payment }
    @Post("/trees") func tree(tree: Tree) -> Tree { tree }
}
