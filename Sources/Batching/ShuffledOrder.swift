/// A permutation as a pure value of (count, epoch, seed): the same in every process, on every machine, for ever.
///
/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014) drives a Fisher-Yates shuffle
/// from the last place down; numbers below a bound are drawn without bias (Lemire: Fast Random Integer Generation in an
/// Interval, 2019). The standard library's `shuffled` is not used, because its algorithm may change between versions,
/// and then a resumed run would see other batches.
public struct ShuffledOrder: Sendable, Equatable {
    /// The numbers in four bytes each, as there may be many millions.
    private let numbers: [UInt32]

    /// The shuffled numbers 0..<count.
    public var indices: [Int] { numbers.map { Int($0) } }

    /// The number at a place, which must be in range.
    public subscript(place: Int) -> Int { Int(numbers[place]) }

    /// - Parameter count: at most 2^32.
    public init(count: Int, epoch: Int, seed: UInt64) {
        // The seed is mixed once before the epoch enters, so that (seed, epoch + 1) and (seed + 1, epoch) differ.
        var mixer = SplitMix64(state: seed)
        var random = SplitMix64(state: mixer.next() ^ UInt64(bitPattern: Int64(epoch)))
        var numbers = (0..<count).map { UInt32($0) }
        for last in stride(from: count - 1, to: 0, by: -1) {
            numbers.swapAt(last, Int(random.next(below: UInt64(last + 1))))
        }
        self.numbers = numbers
    }
}

/// The generator SplitMix64.
struct SplitMix64 {
    private(set) var state: UInt64

    init(state: UInt64) {
        self.state = state
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number in 0..<bound, each equally likely.
    mutating func next(below bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        // The lowest 2^64 mod bound products of each number are one too many for some numbers: draw again.
        let surplus = (0 &- bound) % bound
        while product.low < surplus { product = next().multipliedFullWidth(by: bound) }
        return product.high
    }
}
