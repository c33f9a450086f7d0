/// Lists as they are written in one word of a command line.
///
/// `[a,b]`, `a,b`, `['a','b']`, `["a", "b"]` and `('a','b')` all mean the same, as in Python's fire.
enum ListText {
    /// Splits the text into its items; quoted items keep commas and brackets.
    static func items(of text: String) throws(SettingMismatch) -> [SettingLiteral] {
        let trimmed = trim(text)
        guard let first = trimmed.first else {
            throw SettingMismatch("is empty; write [] for an empty list")
        }
        if first == "[" {
            guard trimmed.count > 1, trimmed.last == "]" else {
                throw SettingMismatch("\(Quoting.quoted(text)) opens a list with [ and does not close it")
            }
            return try split(trimmed.dropFirst().dropLast(), whole: text, mayBeEmpty: true)
        }
        if first == "(", trimmed.last == ")" {
            return try split(trimmed.dropFirst().dropLast(), whole: text, mayBeEmpty: true)
        }
        return try split(trimmed, whole: text, mayBeEmpty: false)
    }

    /// Writes one item so that ``items(of:)`` reads the same text back.
    static func item(_ text: String) -> String {
        let needsQuotes = text.isEmpty || text.contains { ",[]()'\"\\".contains($0) || $0.isWhitespace }
        guard needsQuotes else { return text }
        var quoted = "'"
        for character in text {
            switch character {
            case "'", "\\": quoted += "\\\(character)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.append(character)
            }
        }
        return quoted + "'"
    }

    private static func trim(_ text: some StringProtocol) -> Substring {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? start
        return Substring(text[start..<end])
    }

    private static func split(
        _ inner: Substring, whole: String, mayBeEmpty: Bool
    ) throws(SettingMismatch) -> [SettingLiteral] {
        var items: [SettingLiteral] = []
        var rest = trim(inner)
        guard !rest.isEmpty || !mayBeEmpty else { return [] }
        while true {
            items.append(try takeItem(from: &rest, whole: whole))
            rest = trim(rest)
            guard let separator = rest.first else { return items }
            guard separator == "," else {
                throw SettingMismatch("\(Quoting.quoted(whole)) lacks a comma before \(Quoting.quoted(rest))")
            }
            rest = trim(rest.dropFirst())
            // Python allows a comma after the last item.
            if rest.isEmpty { return items }
        }
    }

    private static func takeItem(from rest: inout Substring, whole: String) throws(SettingMismatch) -> SettingLiteral {
        if let quote = rest.first, quote == "'" || quote == "\"" {
            return .quoted(try takeQuoted(from: &rest, quote: quote, whole: whole))
        }
        let end = rest.firstIndex(of: ",") ?? rest.endIndex
        let word = trim(rest[..<end])
        rest = rest[end...]
        guard !word.isEmpty else {
            throw SettingMismatch("\(Quoting.quoted(whole)) has an empty item")
        }
        guard !word.contains("["), !word.contains("]") else {
            throw SettingMismatch("\(Quoting.quoted(whole)) has a bracket inside an item; put that item in quotes")
        }
        return .plain(String(word))
    }

    private static func takeQuoted(
        from rest: inout Substring, quote: Character, whole: String
    ) throws(SettingMismatch) -> String {
        var text = ""
        var isEscaped = false
        for index in rest.indices.dropFirst() {
            let character = rest[index]
            if isEscaped {
                text.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == quote {
                rest = rest[rest.index(after: index)...]
                return text
            } else {
                text.append(character)
            }
        }
        throw SettingMismatch("\(Quoting.quoted(whole)) opens a quote and does not close it")
    }
}
