/// Waits for something that will come, and fails where it does not.
public func wait(until condition: () throws -> Bool) async throws {
    struct NeverCame: Error {}
    let end = ContinuousClock.now + .seconds(300)
    while try !condition() {
        guard ContinuousClock.now < end else { throw NeverCame() }
        try await Task.sleep(for: .milliseconds(10))
    }
}
