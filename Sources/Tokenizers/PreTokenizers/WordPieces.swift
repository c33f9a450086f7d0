/// Where the pieces of a text end, before and after a pre-tokenizer's step; kept between texts for their memory.
struct WordPieces: Sendable {
    var ends: [Int] = []
    var previousEnds: [Int] = []

    /// Copies the text with a space in front of each piece that has none, and moves the ends along.
    mutating func prefixingSpaces(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + ends.count)
        var start = 0
        for (index, end) in ends.enumerated() {
            if start < end, text[start] != 0x20 { result.append(0x20) }
            result.append(contentsOf: text[start..<end])
            ends[index] = result.count
            start = end
        }
        return result
    }
}
