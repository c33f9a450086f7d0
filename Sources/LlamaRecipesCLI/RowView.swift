import Batching
import Recipes
import Tokenizers

/// A row as text, its trained tokens marked: in colour on a terminal, between brackets elsewhere.
struct RowView {
    let tokenizer: any Tokenizer
    let usesColour: Bool

    var legend: String { MarkedText.legend(usesColour: usesColour) }

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
            let places = start..<start + length
            text += MarkedText(
                inputIDs: row.inputIDs[places], labels: row.labels[places], tokenizer: tokenizer
            ).text(usesColour: usesColour)
            start += length
        }
        return text + "\n"
    }
}
