/// Text as Python sees it: a sequence of code points.
///
/// Swift's own string operations compare canonically equivalent text as equal and take `\r\n` for one character, which
/// would change what a template prints; everything here works on code points or UTF-8 bytes instead.
enum PythonText {
    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// `str.isspace` of one code point.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Whether Python's `splitlines` ends a line here.
    static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    static func withUnixNewlines(_ scalars: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        var previous: Unicode.Scalar = " "
        for scalar in scalars {
            if scalar == "\r" {
                result.append("\n")
            } else if !(scalar == "\n" && previous == "\r") {
                result.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    static func equal(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    /// Order of code points, which is also that of UTF-8 bytes.
    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    /// The first place of `needle` at or after `start`, as an offset of bytes.
    static func find(_ needle: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        guard needle.count <= bytes.count else { return nil }
        guard let first = needle.first else { return start <= bytes.count ? start : nil }
        var index = start
        while index + needle.count <= bytes.count {
            if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) { return index }
            index += 1
        }
        return nil
    }

    static func contains(_ text: String, _ part: String) -> Bool {
        find(Array(part.utf8), in: Array(text.utf8)) != nil
    }

    /// The value of a string literal's inside.
    static func unescaped(_ literal: ArraySlice<Unicode.Scalar>, line: Int) throws -> String {
        var text = String.UnicodeScalarView()
        var index = literal.startIndex
        while index < literal.endIndex {
            let scalar = literal[index]
            index += 1
            guard scalar == "\\", index < literal.endIndex else {
                text.append(scalar)
                continue
            }
            let escape = literal[index]
            index += 1
            switch escape {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "a": text.append("\u{7}")
            case "b": text.append("\u{8}")
            case "f": text.append("\u{c}")
            case "v": text.append("\u{b}")
            case "\\", "'", "\"": text.append(escape)
            case "\n": break
            case "x": text.append(try coded(literal, &index, digits: 2, radix: 16, line: line))
            case "u": text.append(try coded(literal, &index, digits: 4, radix: 16, line: line))
            case "U": text.append(try coded(literal, &index, digits: 8, radix: 16, line: line))
            case "0"..."7":
                index -= 1
                var end = index
                while end < min(index + 3, literal.endIndex), ("0"..."7").contains(literal[end]) { end += 1 }
                text.append(try coded(literal, &index, digits: end - index, radix: 8, line: line))
            default:
                text.append("\\")
                text.append(escape)
            }
        }
        return String(text)
    }

    private static func coded(
        _ literal: ArraySlice<Unicode.Scalar>, _ index: inout Int, digits: Int, radix: Int, line: Int
    ) throws -> Unicode.Scalar {
        let end = min(index + digits, literal.endIndex)
        let text = string(literal[index..<end])
        guard end - index == digits, text.utf8.first != 0x2B, text.utf8.first != 0x2D,
            let value = UInt32(text, radix: radix), let scalar = Unicode.Scalar(value)
        else { throw ChatTemplateError(.syntax, "'\(text)' is no code of a character", line: line) }
        index = end
        return scalar
    }
}
