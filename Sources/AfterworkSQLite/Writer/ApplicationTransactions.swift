import GRDB
import Synchronization

/// What there is to tell of the application's transactions, once they are committed.
final class ApplicationTransactions: Sendable {
    private let news = Mutex<[ObjectIdentifier: News]>([:])

    /// Adds to what there is to tell of the present transaction.
    ///
    /// - Parameters:
    ///   - news: What to add.
    ///   - database: The connection, inside the transaction.
    ///   - tell: Called after the commit, with all that was added; not if the transaction is rolled back.
    func add(_ news: News, in database: Database, tell: @escaping @Sendable (News) -> Void) {
        let connection = ObjectIdentifier(database)
        let isFirst = self.news.withLock { all in
            defer { all[connection, default: News()].add(news) }
            return all[connection] == nil
        }
        // One observer for each transaction: every statement asks all of them.
        guard isFirst else { return }
        database.afterNextTransaction { [self] _ in
            if let news = take(connection) { tell(news) }
        } onRollback: { [self] _ in
            _ = take(connection)
        }
    }

    private func take(_ connection: ObjectIdentifier) -> News? {
        news.withLock { $0.removeValue(forKey: connection) }
    }
}
