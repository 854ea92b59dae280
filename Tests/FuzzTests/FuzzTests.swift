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

    @Test(arguments: Fed.allCases) func `nothing is wrong with damaged inputs, other ones in every run`(fed: Fed) async throws {
        let seed = ProcessInfo.processInfo.environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...(.max))
        print("FUZZ_SEED=\(seed) feeds \(fed) with the same damaged inputs again.")
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
}
