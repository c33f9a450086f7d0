/// Measures wall-clock time in seconds.
struct Stopwatch {
    private let start = ContinuousClock.now

    /// Seconds since the start.
    var seconds: Double {
        let passed = (ContinuousClock.now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
    }
}
