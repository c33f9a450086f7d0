/// Rows of equal length, ready to become tensors; all arrays are row-major.
///
/// Shorter rows are filled on the right. Each row holds one or more attention documents: a token sees its own document
/// only, from the document's first token to itself.
public struct Batch: Sendable, Equatable {
    /// Number of rows.
    public let rows: Int

    /// Tokens per row, padding included.
    public let length: Int

    /// Ids, [rows, length].
    public let inputIDs: [Int32]

    /// The id to be learnt at each place, or -100; not shifted. [rows, length]
    public let labels: [Int32]

    /// Place of each token in its document, 0 on padding. [rows, length]
    public let positionIDs: [Int32]

    /// Lengths of each row's attention documents, from the left; they sum to the row's length without padding.
    public let documentLengths: [[Int]]

    /// Labels shifted left by one: what each place predicts, or -100. [rows, length]
    ///
    /// The last token of a document predicts nothing: what follows it belongs to another document.
    public let targets: [Int32]

    /// Tokens without padding.
    public let tokenCount: Int

    /// Places that predict a trained token.
    public let trainedTokenCount: Int

    /// Makes a batch; every array must hold rows * length values, and no row's documents exceed `length`.
    public init(
        rows: Int, length: Int, inputIDs: [Int32], labels: [Int32], positionIDs: [Int32], documentLengths: [[Int]]
    ) {
        precondition([inputIDs.count, labels.count, positionIDs.count].allSatisfy { $0 == rows * length })
        precondition(documentLengths.count == rows && documentLengths.allSatisfy { $0.reduce(0, +) <= length })
        self.rows = rows
        self.length = length
        self.inputIDs = inputIDs
        self.labels = labels
        self.positionIDs = positionIDs
        self.documentLengths = documentLengths
        var targets = Array(repeating: TokenizedSample.ignoredLabel, count: rows * length)
        for (row, documents) in documentLengths.enumerated() {
            var start = row * length
            for document in documents where document > 0 {
                for i in start..<start + document - 1 { targets[i] = labels[i + 1] }
                start += document
            }
        }
        self.targets = targets
        tokenCount = documentLengths.reduce(0) { $0 + $1.reduce(0, +) }
        trainedTokenCount = targets.count { $0 != TokenizedSample.ignoredLabel }
    }
}
