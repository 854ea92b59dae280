public import HTTPTypes

/// Makes the functions of a type that are marked `@Get`, `@Post`, `@Put`, `@Patch` or `@Delete` its routes.
///
/// The routes come in the order in which the functions are declared, which is the order of the documentation page.
///
/// ```swift
/// @API
/// struct Products: RouteProvider {
///     let store: ProductStore
///
///     /// The product with this number.
///     @Get("/products/{product_id}")
///     func product(productID: Int) async throws -> Product {
///         try await store.product(productID)
///     }
/// }
///
/// router.group("api").addRoutes(Products(store: store))
/// ```
///
/// It works on a struct, an enum, a final class and an extension of one of them. The type, or the extension, says itself that it is a
/// `RouteProvider`. Routes of a function in another extension are found only if `@API` stands before that extension.
@attached(member, conformances: RouteProvider, names: named(routes))
public macro API() = #externalMacro(module: "AfterworkWebMacros", type: "APIMacro")

/// Answers `GET` requests for a path with a function: to read something.
///
/// ```swift
/// @Get("/products/{product_id}/reviews")
/// func reviews(productID: Int, limit: Int = 10) -> [Review]
/// ```
///
/// Each parameter is found in the request by its wire name, the snake_case of its label (of its own name where the label is `_`):
///
/// - from the path, where the path has a placeholder with that name. `{product_id}` and `{productID}` mean the same parameter; a
///   placeholder also finds a parameter by its second name, as `of productID: Int`,
/// - from the query, the form, the head or the cookies, where it is marked `@Query`, `@Form`, `@Header` or `@Cookie`,
/// - and otherwise from where its type says: a scalar from the query, a `Schema` from the JSON body, `BackgroundTasks` and the like
///   from the request itself.
///
/// A default stands in for a value that the request lacks. The doc comment becomes the route's description. A function that returns
/// nothing is answered with 204 No Content.
///
/// - Parameters:
///   - path: A string literal that begins with `/`, relative to the group that the routes are added to.
///   - status: What a value is answered with that does not say a status itself.
@attached(peer, names: prefixed(_route_))
public macro Get(_ path: String, status: HTTPResponse.Status = .ok) = #externalMacro(module: "AfterworkWebMacros", type: "RouteMacro")

/// Answers `POST` requests for a path with a function: to create something. Parameters are bound as with ``Get(_:status:)``.
///
/// ```swift
/// @Post("/products/{product_id}/reviews")
/// func submitReview(productID: Int, review: ReviewSubmission, background: BackgroundTasks) -> ReviewReceipt
/// ```
///
/// - Parameters:
///   - path: A string literal that begins with `/`, relative to the group that the routes are added to.
///   - status: What a value is answered with that does not say a status itself.
@attached(peer, names: prefixed(_route_))
public macro Post(_ path: String, status: HTTPResponse.Status = .ok) = #externalMacro(module: "AfterworkWebMacros", type: "RouteMacro")

/// Answers `PUT` requests for a path with a function: to replace something. Parameters are bound as with ``Get(_:status:)``.
///
/// - Parameters:
///   - path: A string literal that begins with `/`, relative to the group that the routes are added to.
///   - status: What a value is answered with that does not say a status itself.
@attached(peer, names: prefixed(_route_))
public macro Put(_ path: String, status: HTTPResponse.Status = .ok) = #externalMacro(module: "AfterworkWebMacros", type: "RouteMacro")

/// Answers `PATCH` requests for a path with a function: to change a part of something. Parameters are bound as with ``Get(_:status:)``.
///
/// - Parameters:
///   - path: A string literal that begins with `/`, relative to the group that the routes are added to.
///   - status: What a value is answered with that does not say a status itself.
@attached(peer, names: prefixed(_route_))
public macro Patch(_ path: String, status: HTTPResponse.Status = .ok) = #externalMacro(module: "AfterworkWebMacros", type: "RouteMacro")

/// Answers `DELETE` requests for a path with a function: to remove something. Parameters are bound as with ``Get(_:status:)``.
///
/// - Parameters:
///   - path: A string literal that begins with `/`, relative to the group that the routes are added to.
///   - status: What a value is answered with that does not say a status itself.
@attached(peer, names: prefixed(_route_))
public macro Delete(_ path: String, status: HTTPResponse.Status = .ok) = #externalMacro(module: "AfterworkWebMacros", type: "RouteMacro")

/// Makes a struct or an enum something that requests and replies carry as JSON: described, read and written by its stored properties
/// or its cases.
///
/// ```swift
/// /// What a customer says about a product.
/// @Schema
/// struct ReviewSubmission {
///     /// From 1 to 5.
///     var rating: Int
///     var reviewText: String          // review_text on the wire
///     var nickname: String?           // may be absent or null
///     var language = "en"             // "en" where it is absent
/// }
/// ```
///
/// Fields are written in the order declared. A reader refuses an object without a field that is neither optional nor defaulted, and
/// names every fault at once. A constant with a value (`let kind = "review"`) is written and never read; `static`, `lazy` and computed
/// properties are left out. Doc comments become descriptions.
///
/// A struct that is `Codable` too, as a job is, is decoded with its defaults as well: see ``CodableSchema``.
///
/// The struct has to keep its memberwise initializer: initializers of your own go into an extension. Generic structs are refused.
///
/// An enum without values is one of its raw values, in a path or a query too; one whose cases carry values is an object, of which the
/// field `type` names the case, and the labels are the other fields:
///
/// ```swift
/// @Schema
/// enum Payment {
///     case cash
///     case card(number: String, holder: String?)    // {"type":"card","number":"4111…"}
/// }
/// ```
@attached(
    extension,
    conformances: Schema,
    SchemaChoice,
    CodableSchema,
    names: named(schema),
    named(_schemaKeys),
    named(_schemaTags),
    named(decode),
    named(encode),
    named(choice),
    named(choiceText)
)
public macro Schema() = #externalMacro(module: "AfterworkWebMacros", type: "SchemaMacro")
