/// Samples whose ids and labels are exactly those of another one.
public struct SampleCopies: Sendable, Equatable, Codable {
    /// Samples that are copies; the one they are copies of is not among them.
    public private(set) var count = 0

    /// The copy with the lowest number, from 0.
    public private(set) var copy: Int?

    /// What that one is a copy of: the lowest number there is.
    public private(set) var original: Int?

    public init() {}

    mutating func add(_ copy: Int, of original: Int) {
        count += 1
        if let lowest = self.copy, lowest < copy { return }
        self.copy = copy
        self.original = original
    }
}
