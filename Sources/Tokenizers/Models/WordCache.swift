/// The ids of words met before. Text repeats its words, so most of them are never merged twice.
struct WordCache: Sendable {
    private struct Entry: Sendable {
        var hash: UInt64
        var text: Range<Int32>
        var ids: Range<Int32>
    }

    /// Longer words hardly come twice.
    private static let longestWord = 128
    private static let mostWords = 1 << 16

    private var slots = [Int32](repeating: -1, count: 1 << 10)
    private var entries: [Entry] = []
    private var texts: [UInt8] = []
    private var ids: [Int32] = []

    /// Where the ids of a word are, if it was met before.
    @inline(__always)
    func find(_ word: UnsafeBufferPointer<UInt8>) -> Int? {
        guard word.count <= Self.longestWord else { return nil }
        let hash = ByteHash.hash(word)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, equals(word, entry.text) { return Int(slots[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Appends the ids at a place that `find` gave.
    @inline(__always)
    func append(_ position: Int, to result: inout [Int]) {
        let range = entries[position].ids
        for index in Int(range.lowerBound)..<Int(range.upperBound) { result.append(Int(ids[index])) }
    }

    /// Remembers a word that `find` did not find.
    mutating func insert(_ word: UnsafeBufferPointer<UInt8>, _ wordIDs: ArraySlice<Int>) {
        guard word.count <= Self.longestWord else { return }
        // Starting afresh keeps memory bounded and follows the text when its vocabulary changes.
        if entries.count >= Self.mostWords { removeAll() }
        if entries.count * 2 >= slots.count { grow() }
        let hash = ByteHash.hash(word)
        let text = Int32(texts.count)..<Int32(texts.count + word.count)
        let range = Int32(ids.count)..<Int32(ids.count + wordIDs.count)
        texts.append(contentsOf: word)
        for id in wordIDs { ids.append(Int32(id)) }
        entries.append(Entry(hash: hash, text: text, ids: range))
        place(entries.count - 1)
    }

    @inline(__always)
    private func equals(_ word: UnsafeBufferPointer<UInt8>, _ range: Range<Int32>) -> Bool {
        guard range.count == word.count else { return false }
        let start = Int(range.lowerBound)
        for index in 0..<word.count where texts[start + index] != word[index] { return false }
        return true
    }

    private mutating func place(_ position: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: entries[position].hash) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(position)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for position in entries.indices { place(position) }
    }

    private mutating func removeAll() {
        for index in slots.indices { slots[index] = -1 }
        entries.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
    }
}
