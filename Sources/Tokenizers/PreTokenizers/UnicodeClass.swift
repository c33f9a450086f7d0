/// What the pre-tokenizers' patterns tell apart.
enum UnicodeClass {
    static let other: UInt8 = 0
    /// `\p{L}`.
    static let letter: UInt8 = 1
    /// `\p{N}`.
    static let number: UInt8 = 2
    /// `\s` without the next two.
    static let space: UInt8 = 3
    /// `[\r\n]`.
    static let newline: UInt8 = 4
    /// A number for `Digits`, not for the patterns.
    static let laterDigit: UInt8 = 5

    /// The class of each scalar below U+40000; above there are neither letters nor numbers nor spaces.
    static let table: [UInt8] = {
        var table = [UInt8](repeating: other, count: 0x40000)
        func fill(_ ranges: [ClosedRange<UInt32>], _ value: UInt8) {
            for range in ranges {
                for code in range where code < 0x40000 { table[Int(code)] = value }
            }
        }
        fill(UnicodeRanges.letters, letter)
        fill(UnicodeRanges.numbers, number)
        fill(UnicodeRanges.laterDigits, laterDigit)
        // White_Space, closed to additions by Unicode's stability policy in practice: 25 scalars since Unicode 6.3.
        fill(
            [
                0x9...0xD, 0x20...0x20, 0x85...0x85, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
                0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000,
            ], space)
        fill([0xA...0xA, 0xD...0xD], newline)
        return table
    }()
}
