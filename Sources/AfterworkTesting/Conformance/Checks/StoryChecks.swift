extension JobStoreConformance.Check {
    /// Random courses of events, in which the store and the one in memory are to do the same.
    static let ofStories = (1...10).map { seed in
        Self("in a made-up story it does what the store in memory does (seed \(seed))") { trial in
            var story = Story(trial, seed: UInt64(seed))
            for _ in 0..<400 {
                guard try await story.goesOn() else { return }
            }
        }
    }
}
