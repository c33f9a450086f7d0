extension PythonText {
    /// Python's `strip`, `lstrip` and `rstrip`.
    /// - Parameter characters: what to take away; nil for white space.
    static func stripped(
        _ text: String, of characters: String? = nil, left: Bool = true, right: Bool = true
    ) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? isSpace(scalar) }
        var rest = text.unicodeScalars[...]
        if left { while let first = rest.first, goes(first) { rest.removeFirst() } }
        if right { while let last = rest.last, goes(last) { rest.removeLast() } }
        return String(rest)
    }

    /// Python's `split` and `rsplit`.
    /// - Parameters:
    ///   - separator: nil for runs of white space.
    ///   - limit: how many cuts at most; negative for any number.
    static func split(_ text: String, by separator: String?, limit: Int, fromEnd: Bool = false) -> [String] {
        if fromEnd {
            let mirrored = split(reversed(text), by: separator.map(reversed), limit: limit)
            return mirrored.reversed().map(reversed)
        }
        guard let separator else { return splitAtSpace(text, limit: limit) }
        let (bytes, needle) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit, let match = find(needle, in: bytes, from: start) {
            parts.append(String(decoding: bytes[start..<match], as: UTF8.self))
            start = match + needle.count
        }
        parts.append(String(decoding: bytes[start...], as: UTF8.self))
        return parts
    }

    private static func splitAtSpace(_ text: String, limit: Int) -> [String] {
        var parts: [String] = []
        var rest = text.unicodeScalars[...]
        while true {
            rest = rest.drop(while: isSpace)
            if rest.isEmpty { return parts }
            if limit >= 0, parts.count >= limit {
                parts.append(String(rest))
                return parts
            }
            let part = rest.prefix { !isSpace($0) }
            parts.append(String(part))
            rest = rest[part.endIndex...]
        }
    }

    static func reversed(_ text: String) -> String { string(text.unicodeScalars.reversed()) }

    /// Python's `splitlines`.
    static func lines(of text: String, keepingEnds: Bool = false) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var isOpen = false
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            defer { previous = scalar }
            if scalar == "\n", previous == "\r", !lines.isEmpty, !isOpen {
                if keepingEnds { lines[lines.count - 1].unicodeScalars.append(scalar) }
                continue
            }
            guard endsLine(scalar) else {
                line.append(scalar)
                isOpen = true
                continue
            }
            if keepingEnds { line.append(scalar) }
            lines.append(String(line))
            line = String.UnicodeScalarView()
            isOpen = false
        }
        if isOpen { lines.append(String(line)) }
        return lines
    }

    /// Python's `replace`.
    /// - Parameter count: how many at most; negative for all.
    static func replaced(
        _ text: String, _ old: String, with new: String, count: Int, _ context: JinjaContext
    ) throws -> String {
        let (bytes, needle) = (Array(text.utf8), Array(old.utf8))
        var result = ""
        var remaining = count < 0 ? Int.max : count
        if needle.isEmpty {
            // Python puts the new text in front of every code point and at the end.
            for scalar in text.unicodeScalars {
                if remaining > 0 {
                    result += new
                    remaining -= 1
                    try context.charge(bytes: new.utf8.count)
                }
                result.unicodeScalars.append(scalar)
            }
            return remaining > 0 ? result + new : result
        }
        var start = 0
        while remaining > 0, let match = find(needle, in: bytes, from: start) {
            result += String(decoding: bytes[start..<match], as: UTF8.self) + new
            try context.charge(bytes: match - start + new.utf8.count)
            start = match + needle.count
            remaining -= 1
        }
        return result + String(decoding: bytes[start...], as: UTF8.self)
    }

    /// What `escape` makes of text, as Jinja's HTML escaping writes it.
    static func escapedHTML(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&#34;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
