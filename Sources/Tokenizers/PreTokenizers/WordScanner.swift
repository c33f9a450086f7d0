/// A piece of text being cut into words by one pattern.
protocol WordScanner {
    var text: ClassifiedText { get }
    /// Where the piece ends; what follows cannot be seen.
    var end: Int { get }
    /// Where the word that begins at `start` ends.
    func word(at start: Int) -> Int
}

extension WordScanner {
    /// Appends where each word ends.
    @inline(__always)
    func split(from start: Int, into ends: inout [Int]) {
        var position = start
        while position < end {
            position = word(at: position)
            ends.append(position)
        }
    }

    /// The class of the scalar at `position`, or nil at the end.
    @inline(__always)
    func kind(at position: Int) -> UInt8? {
        position < end ? Self.patternKind(text.scalar(at: position).kind) : nil
    }

    /// The class as patterns see it.
    @inline(__always)
    static func patternKind(_ kind: UInt8) -> UInt8 {
        kind == UnicodeClass.laterDigit ? UnicodeClass.other : kind
    }

    /// Where the run of scalars of one class ends.
    @inline(__always)
    func run(of kind: UInt8, from start: Int) -> Int {
        var position = start
        while position < end {
            let (next, after) = text.scalar(at: position)
            if Self.patternKind(next) != kind { break }
            position = after
        }
        return position
    }

    /// `\s+(?!\S)|\s+`: whitespace leaves its last scalar to the word that follows, unless it is alone or nothing
    /// follows. `newlinesEnd` tells where the last newline in it ends.
    @inline(__always)
    func whitespace(from start: Int) -> (end: Int, newlinesEnd: Int?) {
        var position = start
        var last = start
        var newlinesEnd: Int?
        while position < end {
            let (kind, next) = text.scalar(at: position)
            guard kind == UnicodeClass.space || kind == UnicodeClass.newline else { break }
            if kind == UnicodeClass.newline { newlinesEnd = next }
            last = position
            position = next
        }
        return (position < end && last > start ? last : position, newlinesEnd)
    }

    @inline(__always)
    func byte(at position: Int) -> UInt8 { position < end ? text.bytes[position] : 0 }
}
