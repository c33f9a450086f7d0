/// Numbers for property tests: a linear congruential generator (Knuth's MMIX constants), the same on every run.
struct TestRandom {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }

    mutating func flip() -> Bool { below(2) == 0 }
}
