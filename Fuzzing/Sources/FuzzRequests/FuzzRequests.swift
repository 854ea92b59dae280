import FuzzTargets
import Fuzzing

@main struct FuzzRequests {
    static func main() throws {
        fuzz(try CallingThread.run { try await RequestTarget.started() })
    }
}
