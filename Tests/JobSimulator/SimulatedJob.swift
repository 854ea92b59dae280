import Afterwork
import TestSupport

/// A job that does in each attempt what its payload says.
struct SimulatedJob: Sendable {
    static let name = "simulated"

    /// What an attempt does.
    enum Act: UInt8, CaseIterable {
        case succeed
        case fail
        case snooze
        case ramble
        case hang
    }

    let number: Int
    let queue: String
    let acts: [Act]

    init(number: Int, using generator: inout SplitMix64) {
        self.number = number
        queue = ["a", "b", "c"][Int.random(in: 0..<3, using: &generator)]
        // In the end it succeeds, if it has attempts left.
        let length = Int.random(in: 0...4, using: &generator)
        acts = (0..<length).map { _ in Act.allCases[Int.random(in: 0..<Act.allCases.count, using: &generator)] }
    }

    /// Its value in JSON, as stored.
    var payload: [UInt8] { Array("{\"number\":\(number)}".utf8) }

    /// What the call of its handler does that is the so-manieth, counted from 0.
    func act(ofCall call: Int) -> Act { call < acts.count ? acts[call] : .succeed }

    /// How many failures it may have before it is given up.
    static let maximumAttempts = 4
}
