import Afterwork
import AfterworkSQLite
import ArgumentParser
import TestSupport

/// Makes a store and uses it where the system gives the process no more threads, and then where it does. Prints what becomes of it.
struct Starving: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "starve")

    @Option(help: "The database file.") var path: String

    func run() async throws {
        try await Shortage.ofThreads { await use() }
        await use()
    }

    private func use() async {
        do {
            let store = try SQLiteJobStore(path: path)
            _ = try await JobQueue(store: store).enqueue(SendParcel(text: "one"))
            await store.close()
            print("stored")
        } catch {
            print("refused: \(error)")
        }
    }
}
