import Afterwork

// What processes and their handlers do.
extension Ledger {
    func begin() -> Int {
        change { state in
            state.lastProcess += 1
            return state.lastProcess
        }
    }

    func isAlive(_ process: Int) -> Bool { change { !$0.dead.contains(process) } }

    /// How many workers are there that live.
    var workerCount: Int { change { state in state.members.values.count { $0.isEntered && !state.dead.contains($0.process) } } }

    func wasUsed(_ incarnation: Incarnation) -> Bool { change { $0.members[incarnation]?.wasUsed ?? true } }

    /// Takes note that a process is no more.
    ///
    /// - Returns: The workers that end with it.
    func die(_ process: Int) -> [Incarnation] {
        change { state in
            guard state.dead.insert(process).inserted else { return [] }
            for attempt in (state.running[process] ?? [:]).keys { state.fates[attempt.id]?.live.removeAll { $0 == process } }
            state.running[process] = nil
            return state.members.filter { $0.value.process == process }.keys.sorted { $0.id < $1.id }
        }
    }

    /// Takes note that a handler is called.
    ///
    /// - Returns: What it is to do.
    func begin(_ context: JobContext, _ number: Int, in process: Int, at time: Duration) -> SimulatedJob.Act {
        change { $0.begin(context, number, in: process, at: time) }
    }

    func end(_ attempt: JobAttempt, in process: Int) {
        change { state in
            if state.fates[attempt.id]?.fence == attempt.fence { state.fates[attempt.id]?.live.removeAll { $0 == process } }
            state.running[process]?[attempt] = nil
        }
    }

    /// Takes note of how a handler ends.
    func conclude(_ attempt: JobAttempt, _ act: SimulatedJob.Act, in process: Int) {
        change { state in
            if !state.dead.contains(process) { state.fates[attempt.id]?.conclusions[attempt.fence] = act }
        }
    }
}

extension Ledger.State {
    fileprivate mutating func begin(_ context: JobContext, _ number: Int, in process: Int, at time: Duration) -> SimulatedJob.Act {
        guard var fate = fates[context.id], fate.job.number == number else {
            note("Process \(process) runs \(text(context.id)) with the payload of job \(number).")
            return .succeed
        }
        defer { fates[context.id] = fate }
        fate.calls += 1
        let act = fate.job.act(ofCall: fate.calls - 1)
        guard !dead.contains(process) else { return act }
        // Taken from a worker that does not know it yet, it may begin elsewhere. Nothing of it is written.
        if fate.holding?.attempt == context.attempt {
            if let other = fate.live.first { note("Processes \(other) and \(process) run \(text(context.id)) at once.") }
            fate.live.append(process)
        }
        let company = running[process, default: [:]]
        let isSuspect = context.crashes > 0
        // A minute, so that one which takes long does not stop the whole worker.
        if isSuspect && !company.isEmpty || company.values.contains(where: { $0.map { time - $0 < .seconds(60) } ?? false }) {
            note("Process \(process) runs \(text(context.attempt)) in company, after \(context.crashes) crashes.")
        }
        running[process, default: [:]].updateValue(isSuspect ? time : nil, forKey: context.attempt)
        return act
    }
}
