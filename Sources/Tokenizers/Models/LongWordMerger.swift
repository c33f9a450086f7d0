/// Merges a word of any length in n log n steps: a linked list of symbols and a heap of the pairs that may join.
struct LongWordMerger {
    private var symbols: [Int32]
    private var next: [Int32]
    private var previous: [Int32]
    /// The rank of the pair that begins at each symbol; what the heap holds beside it is out of date.
    private var ranks: [UInt32]
    private var results: [Int32]
    private var heap = MinimumHeap()
    private let merges: MergeTable

    /// Applies rules, lowest rank first and leftmost among equals, until none applies.
    static func merge(_ symbols: inout [Int32], _ merges: MergeTable) {
        guard symbols.count > 1 else { return }
        var merger = LongWordMerger(symbols, merges)
        merger.run()
        symbols = merger.remaining()
    }

    private init(_ symbols: [Int32], _ merges: MergeTable) {
        let count = Int32(symbols.count)
        self.symbols = symbols
        self.merges = merges
        next = (0..<count).map { $0 + 1 == count ? -1 : $0 + 1 }
        previous = (0..<count).map { $0 - 1 }
        ranks = [UInt32](repeating: .max, count: symbols.count)
        results = [Int32](repeating: -1, count: symbols.count)
        for index in 0..<(count - 1) { look(at: index) }
    }

    /// Enters the rule for the pair that begins at `index`, if there is one.
    private mutating func look(at index: Int32) {
        let left = Int(index)
        let right = next[left]
        guard right >= 0, let rule = merges.rule(symbols[left], symbols[Int(right)]) else {
            ranks[left] = .max
            return
        }
        ranks[left] = rule.rank
        results[left] = rule.result
        heap.push(UInt64(rule.rank) << 32 | UInt64(left))
    }

    private mutating func run() {
        while let entry = heap.pop() {
            let index = Int(entry & 0xFFFF_FFFF)
            let right = Int(next[index])
            guard ranks[index] == UInt32(entry >> 32), right >= 0 else { continue }
            symbols[index] = results[index]
            ranks[right] = .max
            next[index] = next[right]
            if next[right] >= 0 { previous[Int(next[right])] = Int32(index) }
            look(at: Int32(index))
            if previous[index] >= 0 { look(at: previous[index]) }
        }
    }

    private func remaining() -> [Int32] {
        var result: [Int32] = []
        var index = 0
        while index >= 0 {
            result.append(symbols[index])
            index = Int(next[index])
        }
        return result
    }
}
