/// Cuts numbers out of the text between them; unlike the patterns it goes by the newer Unicode tables.
struct DigitScanner: WordScanner {
    let text: ClassifiedText
    let end: Int
    /// Whether each digit is a word, or each run of digits.
    let individually: Bool

    @inline(__always)
    func word(at start: Int) -> Int {
        let first = text.scalar(at: start)
        let isNumber = Self.isNumber(first.kind)
        if isNumber, individually { return first.next }
        var position = first.next
        while position < end {
            let (kind, next) = text.scalar(at: position)
            if Self.isNumber(kind) != isNumber { break }
            position = next
        }
        return position
    }

    @inline(__always)
    private static func isNumber(_ kind: UInt8) -> Bool {
        kind == UnicodeClass.number || kind == UnicodeClass.laterDigit
    }
}
