import TestSupport
import Testing

@testable import AfterworkHummingbird

@Suite struct MultipartParserMutationTests {
    @Test(arguments: UInt64(1)...20)
    func `survives five thousand damaged bodies`(seed: UInt64) {
        var mutation = Mutation(random: SplitMix64(seed: seed))
        // The longest one would take most of the time.
        let corpus = (MultipartCorpus.accepted + MultipartCorpus.refused).filter { $0.body.count < 500 }
        let limits = MultipartLimits(parts: 3, headerBytes: 200, fieldBytes: 100, fileBytes: 100)
        for round in 0..<5000 {
            let entry = corpus[round % corpus.count]
            let body = mutation.damaged(entry.body)
            let sizes = mutation.chunkSizes(of: body.count)
            let parsed = Parsed(body, boundary: entry.boundary, limits: limits, chunkSizes: sizes)
            guard round.isMultiple(of: 10) else { continue }
            let whole = Parsed(body, boundary: entry.boundary, limits: limits)
            guard parsed.decided == whole.decided else {
                Issue.record("seed \(seed), round \(round): \(parsed) instead of \(whole)")
                return
            }
        }
    }
}
