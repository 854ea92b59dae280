import Testing

@testable import AfterworkWebMacros

@Suite struct NearMissTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("qeury", "query", 1),
    ])
    func `the edit distance counts single letters, and swapped ones once`(start: String, end: String, distance: Int) {
        #expect(NearMiss.editDistance(from: start, to: end) == distance)
    }

    @Test func `the closest name is suggested`() {
        #expect(NearMiss.of("user_ib", among: ["user_if_any", "user_id", "limit"]) == "user_id")
        #expect(NearMiss.of("id", among: ["limit", "user_id"]) == "user_id")
        #expect(NearMiss.of("user", among: ["limit", "user_id"]) == "user_id")
    }

    @Test func `a name that is far away is not`() {
        #expect(NearMiss.of("user_id", among: ["limit", "text", "review"]) == nil)
        #expect(NearMiss.of("user_id", among: []) == nil)
    }
}
