/// A checksum of words, to notice damage and to tell data apart; no defence against someone who means it.
///
/// Four sums, each of every fourth word, so that a processor can work on all of them at once: several GB/s.
struct TokenizedChecksum {
    private var a: UInt64 = 0xCBF2_9CE4_8422_2325
    private var b: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var c: UInt64 = 0xBF58_476D_1CE4_E5B9
    private var d: UInt64 = 0x94D0_49BB_1331_11EB
    private var count: UInt64 = 0

    /// Takes further words; all calls but the last must bring a multiple of four.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        let words = bytes.bindMemory(to: UInt64.self)
        count += UInt64(words.count)
        var i = 0
        while i + 4 <= words.count {
            a = Self.mix(a, words[i])
            b = Self.mix(b, words[i + 1])
            c = Self.mix(c, words[i + 2])
            d = Self.mix(d, words[i + 3])
            i += 4
        }
        while i < words.count {
            a = Self.mix(a, words[i])
            i += 1
        }
    }

    /// The sum of all words so far.
    var value: UInt64 { [b, c, d, count].reduce(a) { Self.mix($0, $1) } }

    /// The checksum of some words.
    static func of(_ words: [UInt64]) -> UInt64 {
        var sum = TokenizedChecksum()
        words.withUnsafeBytes { sum.add($0) }
        return sum.value
    }

    /// The checksum of bytes, filled up with zeros to whole words.
    static func of(_ bytes: some Collection<UInt8>) -> UInt64 {
        var words = Array(repeating: UInt64(0), count: (bytes.count + 7) / 8)
        words.withUnsafeMutableBytes { $0.copyBytes(from: bytes) }
        return of(words)
    }

    /// Odd factors lose nothing; the shift brings the high bits, in which a product is best mixed, to the low ones.
    private static func mix(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* 0x9FB2_1C65_1E98_DF25
        return product ^ product >> 32
    }
}
