import ConformanceRoutes
import TestSupport
import Testing

/// The routes of `Conformance/Routes`, against what real FastAPI answered to the same bytes. `make conformance` asks it again.
@Suite struct ConformanceTests {
    @Test func `every request is answered as FastAPI answers it, or otherwise in a way that was seen and explained`() async throws {
        let requests = try ConformanceRequest.all()
        let recorded = try ConformanceAnswer.recorded()
        try await LiveServer.run(AllRoutes()) { server, _ in
            for request in requests {
                let expected = try #require(recorded[request.name], "\(request.name): `make conformance` has not recorded it.")
                let answer = try await server.answer(request)
                #expect(answer == expected.afterwork ?? expected.fastapi, "\(request.name)")
                #expect((request.difference == nil) == (answer == expected.fastapi), "\(request.name): a difference has to be named.")
            }
        }
    }

    @Test func `every difference is explained on the page, and the page explains no others`() throws {
        let explained = try ConformanceFolder.explainedDifferences()
        #expect(Set(explained).count == explained.count)
        #expect(try Set(explained) == Set(ConformanceRequest.all().compactMap(\.difference)))
    }

    @Test func `the recording has an answer to each request, and no others`() throws {
        let names = try ConformanceRequest.all().map(\.name)
        #expect(names.count >= 200)
        #expect(Set(names).count == names.count)
        #expect(try Set(ConformanceAnswer.recorded().keys) == Set(names))
    }
}
