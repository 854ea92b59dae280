import Testing

@testable import Afterwork

@Suite struct PaceTests {
    @Test func `holds nothing ahead before it knows how long jobs take`() {
        var pace = Pace(concurrency: 4)
        #expect(pace.ahead == 0)
        pace.note(100, at: .milliseconds(19))
        #expect(pace.ahead == 0)
    }

    @Test(arguments: [(1000, 100, 200), (5, 100, 1), (4, 100, 0), (1, 1000, 0), (4000, 20, 2048)])
    func `holds as many ahead as end in twenty milliseconds`(ended: Int, milliseconds: Int, ahead: Int) {
        var pace = Pace(concurrency: 4)
        pace.note(ended, at: .milliseconds(milliseconds))
        #expect(pace.ahead == ahead)
    }

    @Test func `what ends in between is counted together`() {
        var pace = Pace(concurrency: 4)
        for millisecond in 1...20 { pace.note(5, at: .milliseconds(millisecond)) }
        #expect(pace.ahead == 100)
    }

    @Test func `forgets short jobs as soon as they take long`() {
        var pace = Pace(concurrency: 4)
        pace.note(1000, at: .milliseconds(20))
        #expect(pace.ahead == 1000)
        pace.note(0, at: .milliseconds(40))
        #expect(pace.ahead == 0)
    }

    @Test func `a worker of many slots may hold as many again`() {
        var pace = Pace(concurrency: 5000)
        pace.note(1_000_000, at: .milliseconds(20))
        #expect(pace.ahead == 5000)
    }
}
