/// The noun (`span1`) and the pronoun (`span2`) of a WSC row, as they stand in its text.
enum WinogradSpans {
    /// Mends spans that are no part of the text, as the Hub's `wsc.fixed` does: other case, a full stop too many, a line
    /// break for a blank. A span that none of this finds stays as it is; the official data has two of those.
    static func repaired(_ row: TableRow) throws -> TableRow {
        let text = try row.text("text")
        var cells: [String: CellValue?] = [:]
        for column in ["text", "span1_index", "span2_index", "label", "idx"] { cells[column] = row[column] }
        for column in ["span1_text", "span2_text"] {
            cells[column] = .string(repaired(try row.text(column), in: text))
        }
        return row.with(cells)
    }

    /// T5's form: `* noun *` and `# pronoun #`; a span that is not in the text stays unmarked.
    static func marked(_ row: TableRow) throws -> String {
        let text = try row.text("text")
        let (first, second) = (try row.integer("span1_index"), try row.integer("span2_index"))
        let noun = place(of: try row.text("span1_text"), word: first, in: text).map { ($0, "*") }
        let pronoun = place(of: try row.text("span2_text"), word: second, in: text).map { ($0, "#") }
        var marked = text
        // From the back, so that the places before stay valid.
        for (range, mark) in [noun, pronoun].compactMap({ $0 }).sorted(by: { $0.0.lowerBound > $1.0.lowerBound }) {
            marked.replaceSubrange(range, with: "\(mark) \(text[range]) \(mark)")
        }
        return marked
    }

    /// T5's form for naming the noun: the pronoun between asterisks.
    static func withPronounMarked(_ row: TableRow) throws -> String {
        let (text, pronoun) = (try row.text("text"), try row.text("span2_text"))
        guard let range = place(of: pronoun, word: try row.integer("span2_index"), in: text) else {
            throw row.error("the pronoun '\(pronoun)' is not in the text", cure: "use another template for this row")
        }
        return "\(text[..<range.lowerBound])*\(text[range])*\(text[range.upperBound...])"
    }

    private static func repaired(_ span: String, in text: String) -> String {
        guard !text.contains(span), let first = span.first else { return span }
        var mended = span.replacing("\n", with: " ")
        while mended.hasSuffix(".") { mended.removeLast() }
        let rest = mended.dropFirst()
        let forms = [mended, first.lowercased() + rest, first.uppercased() + rest]
        return forms.first { text.contains($0) } ?? span
    }

    /// Where a span stands as a word of its own: of several places, the one nearest to the word with that number, counted
    /// from 0 by the blanks.
    private static func place(of span: String, word: Int, in text: String) -> Range<String.Index>? {
        let places = text.ranges(of: span).filter { range in
            let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
            return before?.isLetter != true && after?.isLetter != true
        }
        func distance(_ range: Range<String.Index>) -> Int {
            abs(text[..<range.lowerBound].split(omittingEmptySubsequences: false) { $0.isWhitespace }.count - 1 - word)
        }
        return places.min { distance($0) < distance($1) }
    }
}
