/// Merges a short word: the earliest rule is found by looking at all pairs each time.
enum ShortWordMerger {
    /// Applies rules, lowest rank first and leftmost among equals, until none applies.
    static func merge(_ symbols: inout [Int32], _ merges: MergeTable) {
        guard symbols.count > 1 else { return }
        withUnsafeTemporaryAllocation(of: MergeTable.Rule.self, capacity: symbols.count - 1) { rules in
            // Capacity is in whole rules of a trivial type, so plain assignment initializes them.
            var count = symbols.count
            for index in 0..<(count - 1) { rules[index] = rule(symbols[index], symbols[index + 1], merges) }
            while true {
                var best = 0
                for index in 1..<max(count - 1, 1) where rules[index].rank < rules[best].rank { best = index }
                guard count > 1, rules[best].rank != noRule.rank else { break }
                symbols[best] = rules[best].result
                for index in (best + 1)..<(count - 1) {
                    symbols[index] = symbols[index + 1]
                    rules[index - 1] = rules[index]
                }
                count -= 1
                if best > 0 { rules[best - 1] = rule(symbols[best - 1], symbols[best], merges) }
                if best + 1 < count { rules[best] = rule(symbols[best], symbols[best + 1], merges) }
            }
            symbols.removeLast(symbols.count - count)
        }
    }

    private static let noRule = MergeTable.Rule(rank: .max, result: -1)

    @inline(__always)
    private static func rule(_ left: Int32, _ right: Int32, _ merges: MergeTable) -> MergeTable.Rule {
        merges.rule(left, right) ?? noRule
    }
}
