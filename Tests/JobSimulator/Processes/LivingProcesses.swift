import Synchronization

/// The processes that live now.
final class LivingProcesses: Sendable {
    private let processes = Mutex<[SimulatedProcess]>([])

    func add(_ process: SimulatedProcess) {
        processes.withLock { $0.append(process) }
    }

    func remove(_ process: SimulatedProcess) {
        processes.withLock { $0.removeAll { $0 === process } }
    }

    func random(using generator: inout some RandomNumberGenerator) -> SimulatedProcess? {
        processes.withLock(\.self).randomElement(using: &generator)
    }
}
