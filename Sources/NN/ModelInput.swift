public import Torch

/// What a language model reads: token ids with their positions.
public struct ModelInput {
    /// `[B, T]`, int64.
    public let inputIDs: Tensor
    /// `[B, T]`, int64; each document counts its own tokens from 0.
    public let positionIDs: Tensor
    /// The lengths of the documents in each row; nil: each row is one causal document.
    public let documentLengths: [[Int]]?
    /// The tokens whose hidden states are wanted, counted through all rows, rising; nil: all of them.
    ///
    /// What comes behind the last attention is computed for them alone.
    public var chosenTokens: [Int]?

    public init(inputIDs: Tensor, positionIDs: Tensor, documentLengths: [[Int]]? = nil) {
        self.inputIDs = inputIDs
        self.positionIDs = positionIDs
        self.documentLengths = documentLengths
    }

    /// Makes the tensors from row-major arrays of `rows * length` elements.
    /// - Parameter positionIDs: nil counts each row from 0.
    /// - Throws: `NNError` when an array has another number of elements.
    public init(
        inputIDs: [Int32], positionIDs: [Int32]? = nil, rows: Int, length: Int, documentLengths: [[Int]]? = nil,
        device: Device = .cpu
    ) throws {
        let positions = positionIDs ?? (0..<rows).flatMap { _ in (0..<length).map(Int32.init) }
        guard inputIDs.count == rows * length, positions.count == rows * length else {
            throw NNError(
                "ModelInput: \(inputIDs.count) ids and \(positions.count) positions for \(rows) rows of \(length)")
        }
        self.init(
            inputIDs: try Tensor(inputIDs.map(Int64.init), shape: [rows, length], device: device),
            positionIDs: try Tensor(positions.map(Int64.init), shape: [rows, length], device: device),
            documentLengths: documentLengths)
    }

    /// One row that continues a sequence of which `pastLength` tokens were read before.
    public init(continuing pastLength: Int = 0, inputIDs: [Int], device: Device = .cpu) throws {
        try self.init(
            inputIDs: inputIDs.map(Int32.init), positionIDs: inputIDs.indices.map { Int32(pastLength + $0) }, rows: 1,
            length: inputIDs.count, device: device)
    }
}
