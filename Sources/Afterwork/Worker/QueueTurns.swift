import HeapModule

/// How a worker shares itself out among queues, so that none starves.
///
/// Each queue has a pass that grows with every job taken of it, the slower the greater its weight; the queue with the smallest pass
/// goes first (stride scheduling: Waldspurger and Weihl, 1995). A queue that had nothing to give does not save its turns up.
struct QueueTurns {
    private struct Turn {
        let concurrency: Int?
        let weight: Int
        /// Whether the worker's settings name the queue.
        let isNamed: Bool
        var pass = 0.0
        var held = 0
    }

    /// A queue while the jobs of a claim are given out.
    private struct Place: Comparable {
        let queue: String?
        let most: Int
        let stride: Double
        let start: Double
        var pass: Double
        var fair = 0

        init(queue: String?, most: Int, stride: Double, start: Double) {
            self.queue = queue
            self.most = most
            self.stride = stride
            self.start = start
            pass = start
        }

        static func < (first: Place, second: Place) -> Bool {
            (first.pass, first.queue ?? "") < (second.pass, second.queue ?? "")
        }
    }

    private var turns: [String: Turn] = [:]
    /// The turn of queues not heard of yet; `nil` if only those named are served.
    private var others: Turn?
    /// The queues that the latest claim asked for jobs first, and those that gave it some.
    private var asked: Set<String> = []
    private var given: Set<String> = []
    /// Where a queue begins that is new or has been without jobs: at the smallest pass of those that gave some last.
    private var now = 0.0

    init(_ queues: [Worker.ServedQueue]) {
        for queue in queues { turns[queue.name] = Turn(concurrency: queue.concurrency, weight: queue.weight, isNamed: true) }
        if queues.isEmpty { others = Turn(concurrency: nil, weight: 1, isNamed: false) }
    }

    /// The shares of a claim, the queue whose turn it is first.
    ///
    /// Fair is what each would get if the jobs were given out one by one. A small claim may have nothing for a queue of small weight,
    /// whose turn then comes in one of the next.
    mutating func shares(limit: Int) -> [ClaimRequest.Share] {
        catchUp()
        var line = Heap(turns.map { place(of: $0.key, $0.value, limit: limit) })
        if let others { line.insert(place(of: nil, others, limit: limit)) }
        var left = limit
        var served: [Place] = []
        while var place = line.popMin() {
            if left > 0, place.fair < place.most {
                place.fair += 1
                place.pass += place.stride
                left -= 1
                line.insert(place)
            } else {
                served.append(place)
            }
        }
        for place in served where place.fair > 0 {
            if let queue = place.queue {
                asked.insert(queue)
            } else {
                // It has had its turn, and has the next one after the others, however often there was nothing new.
                others?.pass = now + 1
            }
        }
        return served.sorted { ($0.start, $0.queue ?? "") < ($1.start, $1.queue ?? "") }
            .map { ClaimRequest.Share(queue: $0.queue, fair: $0.fair, most: $0.most) }
    }

    /// Has queues that had nothing to give begin where the others are: as new ones do, so those that nobody named are forgotten.
    private mutating func catchUp() {
        if let first = given.compactMap({ turns[$0]?.pass }).min() {
            now = max(now, first)
            for queue in asked.subtracting(given) {
                guard let turn = turns[queue] else { continue }
                let isAsNew = turn.pass <= now && turn.held == 0 && !turn.isNamed
                turns[queue] = isAsNew ? nil : turn
                turns[queue]?.pass = max(turn.pass, now)
            }
        }
        asked = []
        given = []
    }

    private func place(of queue: String?, _ turn: Turn, limit: Int) -> Place {
        let most = max(0, min(limit, (turn.concurrency ?? .max) - turn.held))
        let start = queue == nil ? max(turn.pass, now) : turn.pass
        return Place(queue: queue, most: most, stride: 1 / Double(turn.weight), start: start)
    }

    /// Takes note that the latest claim did not come to all queues, so that those without a job of it may have some.
    mutating func forgetAsked() { asked = [] }

    /// Takes note that a job of a queue was claimed.
    mutating func take(_ queue: String) {
        var turn = turns[queue] ?? Turn(concurrency: nil, weight: 1, isNamed: false, pass: now)
        turn.pass += 1 / Double(turn.weight)
        turn.held += 1
        turns[queue] = turn
        given.insert(queue)
    }

    /// Takes note that a job of a queue is no longer held.
    mutating func release(_ queue: String) {
        turns[queue]?.held -= 1
    }
}
