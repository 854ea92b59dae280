import Foundation
import Synchronization

/// The PostgreSQL server that `scripts/with-postgres` has started for the tests.
public enum PostgresServer {
    /// There is none.
    public struct Missing: Error, CustomStringConvertible {
        /// What to do.
        public var description: String { "There is no PostgreSQL server for the tests. Run them with: scripts/test" }
    }

    /// How to connect to it.
    public static var connectionString: String {
        get throws {
            guard let target = ProcessInfo.processInfo.environment["AFTERWORK_POSTGRES"] else { throw Missing() }
            return target
        }
    }

    private static let last = Mutex(0)

    /// The name of a schema that nobody else has.
    public static func newSchema() -> String {
        let number = last.withLock { last in
            last += 1
            return last
        }
        return "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
    }
}
