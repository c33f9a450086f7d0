/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
///
/// Qwen 2 has `\p{N}` in the place of `\p{N}{1,3}`.
struct Llama3Scanner: WordScanner {
    let text: ClassifiedText
    let end: Int
    /// How many digits a word of digits has at most.
    let longestNumber: Int

    @inline(__always)
    func word(at start: Int) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'"), let contraction = contraction(at: start + 1) { return contraction }
        let scalar = text.scalar(at: start)
        let kind = Self.patternKind(scalar.kind)
        switch kind {
        case UnicodeClass.letter: return run(of: UnicodeClass.letter, from: scalar.next)
        case UnicodeClass.number: return number(from: scalar.next)
        case UnicodeClass.other:
            if self.kind(at: scalar.next) == UnicodeClass.letter {
                return run(of: UnicodeClass.letter, from: scalar.next)
            }
            return punctuation(from: scalar.next)
        default:
            if kind == UnicodeClass.space, let next = self.kind(at: scalar.next) {
                if next == UnicodeClass.letter { return run(of: UnicodeClass.letter, from: scalar.next) }
                if next == UnicodeClass.other, first == 0x20 { return punctuation(from: scalar.next) }
            }
            let whitespace = whitespace(from: start)
            return whitespace.newlinesEnd ?? whitespace.end
        }
    }

    @inline(__always)
    private func number(from position: Int) -> Int {
        var position = position
        var digits = 1
        while digits < longestNumber, kind(at: position) == UnicodeClass.number {
            position = text.scalar(at: position).next
            digits += 1
        }
        return position
    }

    /// The rest of `[^\s\p{L}\p{N}]+[\r\n]*`.
    @inline(__always)
    private func punctuation(from position: Int) -> Int {
        run(of: UnicodeClass.newline, from: run(of: UnicodeClass.other, from: position))
    }

    /// Where a contraction ends whose first letter stands at `position`.
    @inline(__always)
    private func contraction(at position: Int) -> Int? {
        // Setting this bit makes ASCII letters small; no other byte becomes one of these letters that way.
        switch (byte(at: position) | 0x20, byte(at: position + 1) | 0x20) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
            return position + 1
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
            (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return position + 2
        default:
            // U+017F, the long s, is a small s where case is ignored.
            return byte(at: position) == 0xC5 && byte(at: position + 1) == 0xBF ? position + 2 : nil
        }
    }
}
