public import Torch

/// Which tokens of a batch attend to each other.
public struct AttentionLayout: Sendable, Equatable {
    /// The documents of all rows, without padding; their tokens are counted through all rows.
    public let documents: [DocumentAttention.Document]

    /// How the documents lie in the rows.
    public let form: Form

    /// The cheapest way to see the rows for operations that take whole rows only.
    public enum Form: Sendable, Equatable {
        /// Every row is one causal sequence; padding on the right is harmless, since nothing attends to what follows it.
        case wholeRows
        /// Every row is filled with documents of this one length.
        case equalDocuments(length: Int)
        /// Documents of any lengths; the pieces cover all rows, one after the other, and padding is a piece of its own.
        case documents([Piece])
    }

    /// A run of tokens of a row.
    public struct Piece: Sendable, Equatable {
        public let length: Int
        public let isPadding: Bool
    }

    /// Takes the documents of each row; nil means that each row is one.
    /// - Throws: `NNError` when the rows are not as many as the batch's or do not fit its length.
    public init(documentLengths: [[Int]]?, rows: Int, length: Int) throws {
        guard let documentLengths else {
            documents = (0..<rows).map { .init(start: $0 * length, length: length) }
            form = .wholeRows
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
        documents = documentLengths.enumerated().flatMap { row, lengths in
            var start = row * length
            return lengths.map { documentLength in
                defer { start += documentLength }
                return DocumentAttention.Document(start: start, length: documentLength)
            }
        }
        form = Self.form(of: documentLengths, rows: rows, length: length)
    }

    private static func form(of documentLengths: [[Int]], rows: Int, length: Int) -> Form {
        if documentLengths.allSatisfy({ $0.count <= 1 }) { return .wholeRows }
        let all = documentLengths.joined()
        if let first = all.first, all.allSatisfy({ $0 == first }), all.count * first == rows * length {
            return .equalDocuments(length: first)
        }
        return .documents(
            documentLengths.flatMap { lengths in
                let padding = length - lengths.reduce(0, +)
                let documents = lengths.map { Piece(length: $0, isPadding: false) }
                return padding > 0 ? documents + [Piece(length: padding, isPadding: true)] : documents
            })
    }
}
