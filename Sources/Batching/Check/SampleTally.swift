/// How many samples have something in common, and the numbers of the first of them.
public struct SampleTally: Sendable, Equatable, Codable {
    public private(set) var count = 0

    /// Numbers of the first samples, from 0; none where only the count is known.
    public private(set) var first: [Int] = []

    public init() {}

    /// A count without the numbers.
    init(count: Int) {
        self.count = count
    }

    mutating func add(_ sample: Int) {
        count += 1
        if first.count < Self.kept { first.append(sample) }
    }

    /// Adds what was found in the samples that follow the first `offset` ones.
    mutating func append(_ later: SampleTally, offset: Int) {
        count += later.count
        first.append(contentsOf: later.first.prefix(Self.kept - first.count).map { $0 + offset })
    }

    private static let kept = 3
}
