import Afterwork
import GRDB

extension Record {
    /// Does something again and again until the disk lets it, and notes the reason of each refusal.
    func refusals<Value>(_ body: () async throws -> Value) async throws -> Value {
        while true {
            do {
                return try await body()
            } catch let error as JobStoreUnavailable {
                try note(["refused \(error.reason)"])
            } catch is DatabaseError {
                // The application's own statements, of which the store knows nothing.
                try note(["refused application"])
            }
        }
    }
}
