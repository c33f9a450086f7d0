/// The merge rules of a BPE vocabulary: which two neighbours join, how early, and into what.
struct MergeTable: Sendable {
    /// A rule; lower ranks go first.
    struct Rule: Sendable {
        var rank: UInt32
        var result: Int32
    }

    private struct Slot: Sendable {
        var pair: UInt64
        var rule: Rule
    }

    private static let free = UInt64.max
    private var slots: [Slot]
    private(set) var count = 0

    init(capacity: Int) {
        var size = 16
        while size * 5 < capacity * 8 { size *= 2 }
        slots = [Slot](repeating: Slot(pair: Self.free, rule: Rule(rank: 0, result: 0)), count: size)
    }

    /// Enters the rule for two neighbours; there must be room, and of two rules for one pair the later one counts.
    mutating func insert(_ left: Int32, _ right: Int32, _ rule: Rule) {
        let pair = Self.key(left, right)
        let index = index(of: pair)
        if slots[index].pair == Self.free { count += 1 }
        slots[index] = Slot(pair: pair, rule: rule)
    }

    /// The rule for two neighbours.
    @inline(__always)
    func rule(_ left: Int32, _ right: Int32) -> Rule? {
        let slot = slots[index(of: Self.key(left, right))]
        return slot.pair == Self.free ? nil : slot.rule
    }

    @inline(__always)
    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    @inline(__always)
    private func index(of pair: UInt64) -> Int {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: ByteHash.mix(0x9E37_79B9_7F4A_7C15, pair)) & mask
        while slots[index].pair != pair, slots[index].pair != Self.free { index = (index + 1) & mask }
        return index
    }
}
