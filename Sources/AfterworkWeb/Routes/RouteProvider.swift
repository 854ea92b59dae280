/// A type whose methods are routes.
///
/// Mark it `@API` and its methods `@Get`, `@Post` …, and the macro writes ``routes``:
///
/// ```swift
/// @API
/// struct Items: RouteProvider {
///     /// Finds an item.
///     @Get("/items/{item_id}")
///     func item(itemID: Int) -> Item { Item(id: itemID) }
/// }
/// ```
public protocol RouteProvider: Sendable {
    /// The routes, in the order in which documentation lists them.
    var routes: [Route] { get }
}
