import Foundation
import FuzzTargets
import TestSupport
import Testing

/// What `make fuzz` looks for, with the inputs that are known. Their check is the same.
@Suite struct FuzzTests {
    @Test(arguments: Fed.allCases) func `nothing is wrong with any input of the corpus`(fed: Fed) async throws {
        let inputs = try fed.inputs
        #expect(inputs.count > 10)
        try await fed.use { target in
            for input in inputs {
                do {
                    try await target.check(input.bytes)
                } catch {
                    Issue.record("Fuzzing/\(input.name): \(error)")
                }
            }
        }
    }

    /// They are the same ones in every run, so that a run says something of the change that it is made for. `FUZZ_SEED=random` makes other
    /// ones and tells their number, with which they come again.
    @Test(arguments: Fed.allCases) func `nothing is wrong with damaged inputs`(fed: Fed) async throws {
        let seed = try Self.seed
        var damage = Damage(random: SplitMix64(seed: seed), inputs: try fed.inputs.map(\.bytes))
        try await fed.use { target in
            for _ in 0..<fed.damagedInputs {
                let input = damage.next()
                do {
                    try await target.check(input)
                } catch {
                    Issue.record("\(error)\nFUZZ_SEED=\(seed), the input in base 64: \(Data(input).base64EncodedString())")
                    return
                }
            }
        }
    }

    @Test func `each of many requests on one connection is answered`() async throws {
        let seeds = Dictionary(uniqueKeysWithValues: try Fed.requests.inputs.map { ($0.name, $0.bytes) })
        let names = ["get", "json", "head", "chunked", "query", "upload", "head", "nothing", "later", "unknown-path", "path"]
        let requests = try names.map { try #require(seeds["Seeds/requests/\($0)"]) }
        let pipelined = try #require(seeds["Seeds/requests/pipelined"])
        let target = try await RequestTarget.started()
        do {
            #expect(try await target.countResponses(to: pipelined) == 4)
            #expect(try await target.countResponses(to: Array(requests.joined())) == requests.count)
        } catch {
            try await target.stop()
            throw error
        }
        try await target.stop()
    }

    private static var seed: UInt64 {
        get throws {
            switch ProcessInfo.processInfo.environment["FUZZ_SEED"] {
            case nil: return 1
            case "random":
                let seed = UInt64.random(in: 0...(.max))
                print("FUZZ_SEED=\(seed) makes the same damaged inputs again.")
                return seed
            case let number?: return try #require(UInt64(number), "FUZZ_SEED is a number or random.")
            }
        }
    }
}
