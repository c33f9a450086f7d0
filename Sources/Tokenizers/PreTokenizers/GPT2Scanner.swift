/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
struct GPT2Scanner: WordScanner {
    let text: ClassifiedText
    let end: Int

    @inline(__always)
    func word(at start: Int) -> Int {
        let first = text.bytes[start]
        if first == UInt8(ascii: "'"), let contraction = contraction(at: start + 1) { return contraction }
        // The optional space goes with whatever word follows it.
        let body = first == 0x20 ? start + 1 : start
        if let kind = kind(at: body), kind != UnicodeClass.space, kind != UnicodeClass.newline {
            return run(of: kind, from: body)
        }
        return whitespace(from: start).end
    }

    /// Where a contraction ends whose first letter stands at `position`.
    @inline(__always)
    private func contraction(at position: Int) -> Int? {
        switch (byte(at: position), byte(at: position + 1)) {
        case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _), (UInt8(ascii: "d"), _):
            return position + 1
        case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
            (UInt8(ascii: "l"), UInt8(ascii: "l")):
            return position + 2
        default: return nil
        }
    }
}
