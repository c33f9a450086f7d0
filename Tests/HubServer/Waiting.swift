/// Waits for something that will come, and fails where it does not.
public func wait(until condition: () throws -> Bool) async throws {
    struct NeverCame: Error {}
    // Beside a thousand tests on two threads, minutes may lie between two looks: both time and looks must be used up.
    let end = ContinuousClock.now + .seconds(300)
    var looks = 0
    while try !condition() {
        guard looks < 3000 || ContinuousClock.now < end else { throw NeverCame() }
        looks += 1
        try await Task.sleep(for: .milliseconds(10))
    }
}
