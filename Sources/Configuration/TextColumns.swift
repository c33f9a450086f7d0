/// Layout of text for terminals.
enum TextColumns {
    /// A space at which no line is broken.
    static let unbreakable: Character = "\u{A0}"

    /// Fills up with spaces; longer text stays as it is.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Breaks text into lines of at most `width` characters, between words; longer words get a line of their own.
    static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: { $0.isWhitespace && $0 != unbreakable }) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { $0.replacing(String(unbreakable), with: " ") }
    }
}
