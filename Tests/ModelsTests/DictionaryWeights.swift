import NN
import Torch

/// Weights in memory, to try checkpoints that are not as they should be.
struct DictionaryWeights: WeightSource {
    var tensors: [String: Tensor]
    let origin = "weights.safetensors"

    /// Everything another source holds.
    init(_ source: any WeightSource) throws {
        tensors = [:]
        for name in source.names { tensors[name] = try source.tensor(name, dtype: .float32, device: .cpu) }
    }

    var names: [String] { tensors.keys.sorted() }

    func shape(of name: String) throws -> [Int] { try find(name).shape }

    func tensor(_ name: String, dtype: DType, device: Device) throws -> Tensor {
        try find(name).to(dtype: dtype, device: device)
    }

    private func find(_ name: String) throws -> Tensor {
        guard let tensor = tensors[name] else { throw NNError("\(origin): no tensor \(name)") }
        return tensor
    }
}
