import Batching
import Recipes
import Tokenizers

/// A row as text, its trained tokens marked: in colour on a terminal, between brackets elsewhere.
struct RowView {
    let tokenizer: any Tokenizer
    let usesColour: Bool

    private var marks: (open: String, close: String) { usesColour ? ("\u{1B}[32m", "\u{1B}[0m") : ("⟦", "⟧") }

    var legend: String {
        "trained tokens are \(usesColour ? "\(marks.open)green\(marks.close)" : "between ⟦ and ⟧")"
    }

    func text(of row: InspectedRow) -> String {
        var text = "\n── row \(row.index): \(row.inputIDs.count) tokens"
        if let documents = row.documentLengths {
            text += documents.count == 1 ? ", one document" : ", \(documents.count) documents"
        }
        text += "\n"
        let documents = row.documentLengths ?? [row.inputIDs.count]
        var start = 0
        for (number, length) in documents.enumerated() {
            if number > 0 { text += "\n── next document\n" }
            text += marked(row, start..<start + length)
            start += length
        }
        return text + "\n"
    }

    /// The tokens of one document; runs of trained tokens are decoded together, so that characters made of several
    /// tokens stay whole.
    private func marked(_ row: InspectedRow, _ places: Range<Int>) -> String {
        var text = ""
        var start = places.lowerBound
        while start < places.upperBound {
            let isTrained = row.labels[start] != TokenizedSample.ignoredLabel
            var end = start + 1
            while end < places.upperBound, (row.labels[end] != TokenizedSample.ignoredLabel) == isTrained { end += 1 }
            let run = tokenizer.decode(row.inputIDs[start..<end].map(Int.init), skipSpecialTokens: false)
            text += isTrained ? marks.open + run + marks.close : run
            start = end
        }
        return text
    }
}
