/// What stands beside a place in UTF-8 text.
enum UTF8Context {
    /// Where the whitespace that ends at `position` begins.
    static func whitespaceStart(before position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var start = position
        while let previous = scalar(before: start, in: text), previous.scalar.properties.isWhitespace {
            start = previous.start
        }
        return start
    }

    /// Where the whitespace that begins at `position` ends.
    static func whitespaceEnd(after position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var end = position
        while let next = scalar(after: end, in: text), next.scalar.properties.isWhitespace { end = next.end }
        return end
    }

    /// Whether a word character stands right before or after `range`.
    static func wordTouches(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        if let previous = scalar(before: range.lowerBound, in: text), isWord(previous.scalar) { return true }
        if let next = scalar(after: range.upperBound, in: text), isWord(next.scalar) { return true }
        return false
    }

    /// `\w` of regular expressions (Unicode Technical Standard 18, annex C).
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        if properties.isAlphabetic || properties.isJoinControl { return true }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }

    private static func scalar(
        before position: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (scalar: Unicode.Scalar, start: Int)? {
        guard position > 0 else { return nil }
        var start = position - 1
        while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(after: start, in: text).map { ($0.scalar, start) }
    }

    private static func scalar(
        after position: Int, in text: UnsafeBufferPointer<UInt8>
    ) -> (scalar: Unicode.Scalar, end: Int)? {
        var decoder = UTF8()
        var bytes = text[position...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else { return nil }
        return (scalar, position + UTF8.width(scalar))
    }
}
