import Afterwork
import AfterworkJSON
import AfterworkSQLite
import RawSQLite

/// A file of a store's, worked on with SQLite's C interface alone.
struct RawStore: ~Copyable {
    private let store: OpaquePointer?

    /// Opens a file that a store has made.
    init(path: String) throws {
        var writer = JSONWriter()
        try writer.encode(AnalyzeReview())
        let payload = writer.bytes
        store = raw_open(path, AnalyzeReview.options.queue, AnalyzeReview.name, payload, CInt(payload.count))
    }

    /// Has a store make a file in a folder, and opens that.
    static func made(in folder: String) async throws -> RawStore {
        let made = try await StorePlace(anewIn: folder)
        await made.close()
        return try RawStore(path: made.path)
    }

    deinit {
        raw_close(store)
    }

    /// Inserts jobs, in one commit.
    func insert(_ count: Int) { raw_insert(store, CInt(count)) }

    /// Inserts jobs, finishes those of the turn before, and claims others, in one commit.
    ///
    /// - Returns: How many were finished.
    func turn(inserting inserted: Int, claiming limit: Int) -> Int { Int(raw_turn(store, CInt(inserted), CInt(limit))) }

    /// Inserts jobs that are completed.
    func keep(_ count: Int) { raw_keep(store, count) }
}
