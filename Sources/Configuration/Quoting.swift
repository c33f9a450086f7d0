/// How text of the user's appears in messages.
enum Quoting {
    private static let longestQuote = 80

    /// Puts quotes around the text and shortens it where it would drown the message.
    static func quoted(_ text: some StringProtocol) -> String {
        "'\(oneLine(shortened(text, to: longestQuote)))'"
    }

    /// Cuts text that is longer than `length` and marks the cut.
    static func shortened(_ text: some StringProtocol, to length: Int) -> String {
        text.count > length ? "\(text.prefix(length))…" : String(text)
    }

    /// Shows control characters as escapes, so that the text cannot break a line or steer a terminal.
    static func oneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var shown = ""
        for scalar in text.unicodeScalars {
            if isControl(scalar) {
                shown += scalar.escaped(asASCII: true)
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    /// Lists words as `a, b or c`.
    static func alternatives(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
    }
}
