/// The event that the client has closed its side while requests of it wait for their turn: the end of the requests follows them.
struct ClientDeparture: Sendable {}
