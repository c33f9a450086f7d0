/// Which tokens of a batch attend to each other.
public enum AttentionLayout: Sendable, Equatable {
    /// Every row is one causal sequence; padding on the right is harmless, since nothing attends to what follows it.
    case wholeRows
    /// Every row is filled with documents of this one length.
    case equalDocuments(length: Int)
    /// Documents of any lengths; the pieces cover all rows, one after the other, and padding is a piece of its own.
    case documents([Piece])

    /// A run of tokens of a row.
    public struct Piece: Sendable, Equatable {
        public let length: Int
        public let isPadding: Bool
    }

    /// Chooses the cheapest layout for the documents of each row.
    /// - Throws: `NNError` when the rows are not as many as the batch's or do not fit its length.
    public init(documentLengths: [[Int]]?, rows: Int, length: Int) throws {
        guard let documentLengths else {
            self = .wholeRows
            return
        }
        guard documentLengths.count == rows else {
            throw NNError("attention: document lengths for \(documentLengths.count) rows, but the batch has \(rows)")
        }
        for (row, lengths) in documentLengths.enumerated() {
            guard lengths.allSatisfy({ $0 > 0 }), lengths.reduce(0, +) <= length else {
                throw NNError(
                    "attention: row \(row): documents of lengths \(lengths) do not fit a row of \(length) tokens")
            }
        }
        if documentLengths.allSatisfy({ $0.count <= 1 }) {
            self = .wholeRows
            return
        }
        let all = documentLengths.joined()
        if let first = all.first, all.allSatisfy({ $0 == first }), all.count * first == rows * length {
            self = .equalDocuments(length: first)
            return
        }
        self = .documents(
            documentLengths.flatMap { lengths in
                let padding = length - lengths.reduce(0, +)
                let documents = lengths.map { Piece(length: $0, isPadding: false) }
                return padding > 0 ? documents + [Piece(length: padding, isPadding: true)] : documents
            })
    }
}
