import Batching
public import ModelFiles

/// One row as training would see it.
public struct InspectedRow: Sendable, Equatable {
    public let index: Int
    public let inputIDs: [Int32]
    /// Not shifted; -100 where nothing is trained.
    public let labels: [Int32]
    /// nil for a sample on its own.
    public let positionIDs: [Int32]?
    /// nil for a sample on its own.
    public let documentLengths: [Int]?

    init(index: Int, sample: TokenizedSample) {
        self.index = index
        inputIDs = sample.inputIDs
        labels = sample.labels
        positionIDs = nil
        documentLengths = nil
    }

    init(index: Int, batch: Batch, row: Int) {
        let places = row * batch.length..<(row + 1) * batch.length
        self.index = index
        inputIDs = Array(batch.inputIDs[places])
        labels = Array(batch.labels[places])
        positionIDs = Array(batch.positionIDs[places])
        documentLengths = batch.documentLengths[row]
    }

    /// The form of `--json`.
    public var json: JSONValue {
        var object: JSONValue = [
            "index": .int(index), "input_ids": .ids(inputIDs), "labels": .ids(labels),
        ]
        if let positionIDs { object["position_ids"] = .ids(positionIDs) }
        if let documentLengths { object["document_lengths"] = .array(documentLengths.map { .int($0) }) }
        return object
    }
}

extension JSONValue {
    /// A list of token ids.
    static func ids(_ ids: some Sequence<some BinaryInteger>) -> JSONValue {
        .array(ids.map { .int(Int($0)) })
    }
}
