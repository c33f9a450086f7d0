public import ModelFiles
public import NN
public import Torch

/// The weights of a GGUF file under the names of that format (`blk.0.attn_q.weight`), dequantized when they are asked
/// for.
///
/// Rows are in the file's order: llama.cpp permutes those of the query and key projections of Llama models, and undoing
/// that is the model's business.
public struct GGUFWeights: WeightSource {
    /// The open file.
    public let file: GGUFFile
    public let names: [String]

    public var origin: String { file.path }

    /// Opens a `.gguf` file.
    /// - Throws: `ModelFileError` when the file is missing or broken.
    public init(path: String) throws {
        self.init(try GGUFFile(path: path))
    }

    /// The weights of an open file.
    public init(_ file: GGUFFile) {
        self.file = file
        names = file.tensors.keys.sorted()
    }

    public func shape(of name: String) throws -> [Int] {
        try file.tensors.tensor(name, in: origin).shape
    }

    public func tensor(_ name: String, dtype: DType, device: Device) throws -> Tensor {
        try file.tensors.tensor(name, in: origin).load(dtype: dtype, device: device)
    }
}
