/// The key of one member of an object, as ``JSONReader/nextKey(_:)`` found it.
public enum JSONKey: Sendable, Hashable {
    /// One of the names asked for, by its index in the ``JSONKeys``.
    case known(Int)

    /// Any other name, its escapes resolved.
    case unknown(String)
}
