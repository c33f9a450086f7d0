/// Byte strings with ids, found by either.
///
/// Swift's own strings would not do as keys: they take canonically equivalent texts for equal, which vocabularies
/// keep apart.
struct TokenTable: Sendable {
    private var arena: [UInt8] = []
    /// Where the bytes of each id stand in the arena; empty ranges for ids that are not taken.
    private var ranges: [Range<Int32>] = []
    private var isTaken: [Bool] = []
    /// Open addressing: ids, or -1 for a free slot.
    private var slots: [Int32] = [Int32](repeating: -1, count: 16)
    private(set) var count = 0

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        arena.reserveCapacity(capacity * 8)
        ranges.reserveCapacity(capacity)
        isTaken.reserveCapacity(capacity)
    }

    /// The highest id plus one.
    var upperBound: Int { ranges.count }

    /// Enters bytes under an id; returns false, changing nothing, where the bytes or the id are taken.
    mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>, id: Int) -> Bool {
        if count * 2 >= slots.count { grow() }
        let slot = slot(of: bytes)
        guard slots[slot] < 0, !contains(id), arena.count + bytes.count <= Int(Int32.max) else { return false }
        while ranges.count <= id {
            ranges.append(0..<0)
            isTaken.append(false)
        }
        ranges[id] = Int32(arena.count)..<Int32(arena.count + bytes.count)
        isTaken[id] = true
        arena.append(contentsOf: bytes)
        slots[slot] = Int32(id)
        count += 1
        return true
    }

    /// Whether an id is taken.
    func contains(_ id: Int) -> Bool { isTaken.indices.contains(id) && isTaken[id] }

    /// The id of exactly these bytes.
    @inline(__always)
    func id(of bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        let id = slots[slot(of: bytes)]
        return id < 0 ? nil : Int(id)
    }

    /// The id of exactly the UTF-8 of this text.
    func id(of text: String) -> Int? {
        var text = text
        return text.withUTF8 { id(of: $0) }
    }

    /// The bytes of an id, or nil where it is not taken.
    func bytes(of id: Int) -> ArraySlice<UInt8>? {
        guard contains(id) else { return nil }
        return arena[Int(ranges[id].lowerBound)..<Int(ranges[id].upperBound)]
    }

    /// The slot that holds the bytes, or the free one where they belong.
    @inline(__always)
    private func slot(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: ByteHash.hash(bytes)) & mask
        while slots[slot] >= 0, !holds(bytes, at: ranges[Int(slots[slot])]) { slot = (slot + 1) & mask }
        return slot
    }

    @inline(__always)
    private func holds(_ bytes: UnsafeBufferPointer<UInt8>, at range: Range<Int32>) -> Bool {
        range.count == bytes.count && arena[Int(range.lowerBound)..<Int(range.upperBound)].elementsEqual(bytes)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for id in ranges.indices where isTaken[id] {
            let range = Int(ranges[id].lowerBound)..<Int(ranges[id].upperBound)
            let hash = arena.withUnsafeBufferPointer { ByteHash.hash(UnsafeBufferPointer(rebasing: $0[range])) }
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(id)
        }
    }
}
