/// What a connection may ask of the server before it is refused: sizes, times and how many there may be.
///
/// A refusal is a response with one sentence, and the end of the connection:
///
/// | exceeded | status |
/// |---|---|
/// | ``targetBytes`` | 414 |
/// | ``headBytes``, ``headFields`` | 431 |
/// | ``headTimeout``, ``bodyTimeout`` | 408 |
/// | ``connections`` | 503 |
/// | ``idleTimeout``, ``responseTimeout`` | none: the connection is closed |
///
/// What is no HTTP/1 is answered 400. How large a body may be is up to who reads it. A handler that had begun when its request turned out
/// to be one of these goes on; what it answers is replaced, and tasks that it adds are kept if it returns.
public struct ConnectionLimits: Sendable, Hashable {
    /// The longest request target (what follows the method: path and query), in bytes, 1 or more. RFC 9112, section 3, asks for 8000
    /// at least.
    public var targetBytes: Int
    /// The largest head of a request, target, field names and values together, in bytes, 1 or more.
    public var headBytes: Int
    /// The most fields in a head, 1 or more.
    public var headFields: Int
    /// How long a head may take from its first byte to its last.
    public var headTimeout: Duration
    /// How long a client may send nothing of a body while the server reads. Whoever sends less than ``bodyRate`` uses it up bit by bit.
    public var bodyTimeout: Duration
    /// The slowest pace, in bytes a second, at which a body may come for longer than ``bodyTimeout``; 1 or more.
    public var bodyRate: Int
    /// How long a connection may stay open without a request.
    public var idleTimeout: Duration
    /// How long a client may take nothing of a response that waits for it.
    public var responseTimeout: Duration
    /// How many connections may be open at once, 1 or more; nil for as many as leave a quarter of the process's file descriptors to
    /// other uses.
    public var connections: Int?

    /// Makes limits; those that are not given are fit for a server on the public Internet.
    ///
    /// - Parameters:
    ///   - targetBytes: The longest request target, in bytes.
    ///   - headBytes: The largest head of a request, in bytes.
    ///   - headFields: The most fields in a head.
    ///   - headTimeout: How long a head may take.
    ///   - bodyTimeout: How long a client may send nothing of a body.
    ///   - bodyRate: The slowest pace at which a body may come for longer than that, in bytes a second.
    ///   - idleTimeout: How long a connection may stay open without a request.
    ///   - responseTimeout: How long a client may take nothing of a response.
    ///   - connections: How many connections may be open at once; nil for what the process's file descriptors allow.
    public init(
        targetBytes: Int = 8 << 10,
        headBytes: Int = 32 << 10,
        headFields: Int = 100,
        headTimeout: Duration = .seconds(10),
        bodyTimeout: Duration = .seconds(20),
        bodyRate: Int = 1 << 10,
        idleTimeout: Duration = .seconds(60),
        responseTimeout: Duration = .seconds(60),
        connections: Int? = nil
    ) {
        self.targetBytes = targetBytes
        self.headBytes = headBytes
        self.headFields = headFields
        self.headTimeout = headTimeout
        self.bodyTimeout = bodyTimeout
        self.bodyRate = bodyRate
        self.idleTimeout = idleTimeout
        self.responseTimeout = responseTimeout
        self.connections = connections
    }
}
