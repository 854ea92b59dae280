import AfterworkWeb
import HTTPTypes
import Hummingbird

/// Routes that answer with what they got.
@API
struct Echo: RouteProvider {
    @Get("/text/{text}") func text(text: String) -> String { text }
    @Get("/number/{number}") func number(number: Int) -> Int { number }
    @Get("/fraction/{fraction}") func fraction(fraction: Double) -> Double { fraction }
    @Get("/flag/{flag}") func flag(flag: Bool) -> Bool { flag }
    @Get("/pair/{first}/and/{second_one}") func pair(first: Int, secondOne: String) -> [String] { ["\(first)", secondOne] }

    @Get("/search")
    func search(q: String, limit: Int = 10, tag: String? = nil, exact: Bool = false) -> Search {
        Search(q: q, limit: limit, tag: tag, exact: exact)
    }

    @Post("/sign-up")
    func signUp(@Form fullName: String, @Form age: Int = 18, @Form nickname: String?) -> SignUp {
        SignUp(fullName: fullName, age: age, nickname: nickname)
    }

    @Post("/people") func addPerson(person: Person) -> Person { person }
    @Put("/people/{id}") func replace(id: Int, notify: Bool, person: Person) -> Person { person }
    @Post("/names") func names(names: [String]) -> [String] { names }
    @Post("/counts") func counts(counts: [String: Int]) -> [String: Int] { counts }
    @Post("/scalars") func scalars(scalars: Scalars) -> Scalars { scalars }

    @Get("/agent") func agent(request: Request) -> String { request.headers[.userAgent] ?? "none" }
}

@Schema
struct Search {
    var q: String
    var limit: Int
    var tag: String?
    var exact: Bool
}

@Schema
struct SignUp {
    var fullName: String
    var age: Int
    var nickname: String?
}

@Schema
struct Person {
    var name: String
    var email: String
    var age: Int? = nil
    var address: Address? = nil
    var tags: [String] = []
    var role = "guest"
}

@Schema
struct Address {
    var street: String
    var lines: [Line] = []
}

@Schema
struct Line {
    var text: String
}

@Schema
struct Scalars {
    var number = 0
    var fraction = 0.5
    var flag = false
    var text = ""
}
