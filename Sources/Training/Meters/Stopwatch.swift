/// Measures wall-clock time in seconds.
struct Stopwatch {
    private var start = ContinuousClock.now

    /// Seconds since the start or the last lap; begins the next lap.
    mutating func lap() -> Double {
        let now = ContinuousClock.now
        defer { start = now }
        let passed = (now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
    }
}
