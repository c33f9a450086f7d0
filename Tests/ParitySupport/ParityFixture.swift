public import Checkpoints
import Foundation
public import Models
public import NN
public import Torch

/// A toy model with what transformers and peft compute with it; `scripts/make_parity_fixtures.py` writes them.
public struct ParityFixture: Sendable, CustomStringConvertible {
    public let name: String

    public init(_ name: String) {
        self.name = name
    }

    public var description: String { name }

    /// All models, those with every adapter first.
    public static let all = [
        "mha", "gqa-tied", "llama3-rope", "qwen3", "linear-rope", "dynamic-rope", "yarn-rope", "biases", "head-dim",
        "qwen2", "qwen3-biases",
    ].map(ParityFixture.init)

    /// Those that also have an adapter on all seven projections.
    public static let fullSize = Array(all.prefix(4))

    /// `Tests/Fixtures/parity`.
    public static var root: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
            + "/Fixtures/parity"
    }

    public var folder: String { "\(Self.root)/\(name)" }
    public var configPath: String { "\(folder)/config.json" }

    /// The names of the adapter folders beside the model.
    public var adapters: [String] {
        Self.fullSize.contains { $0.name == name } ? ["lora-qv", "lora-all"] : ["lora-qv"]
    }

    /// The weights as they lie in the folder.
    public func weights() throws -> SafetensorsWeights {
        try SafetensorsWeights(path: folder)
    }

    /// A fresh copy of the model.
    public func model(dtype: DType = .float32) throws -> LlamaModel {
        try LlamaModel(
            configuration: LlamaConfiguration(contentsOf: configPath), weights: weights(), dtype: dtype)
    }

    /// A reference value.
    public func expected(_ name: String, dtype: DType = .float32) throws -> Tensor {
        try SafetensorsWeights(path: "\(folder)/expected.safetensors").tensor(name, dtype: dtype, device: .cpu)
    }

    /// The batch of the reference values, each row one document.
    public func input() throws -> ModelInput {
        let ids = try expected("input_ids", dtype: .int64)
        let shape = ids.shape
        return try ModelInput(inputIDs: ids.int64s().map(Int32.init), rows: shape[0], length: shape[1])
    }

    /// The labels of the batch, row after row; -100 where nothing is trained.
    func labels() throws -> [Int32] {
        try expected("labels", dtype: .int64).int64s().map { Int32($0) }
    }

    /// The labels shifted to the left: what each token is to predict.
    public func targets() throws -> [Int32] {
        let labels = try expected("labels", dtype: .int64)
        let (values, length) = (try labels.int64s(), labels.shape[1])
        return values.indices.map { ($0 + 1).isMultiple(of: length) ? -100 : Int32(values[$0 + 1]) }
    }
}
