import Synchronization

/// What handlers were given, in order.
final class Values<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    var all: [Value] { values.withLock(\.self) }

    func add(_ value: Value) {
        values.withLock { $0.append(value) }
    }
}
