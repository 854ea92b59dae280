/// Waits for what tells nobody when it becomes true; ends only then, or when the test's time limit cancels it.
public func eventually(_ isTrue: () async throws -> Bool) async throws {
    while try await !isTrue() {
        try await Task.sleep(for: .milliseconds(1))
    }
}
