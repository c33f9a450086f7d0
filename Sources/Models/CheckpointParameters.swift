import NN
import Torch

/// The weights of a checkpoint, each used once and each of the shape that the model needs.
final class CheckpointParameters: ParameterSource {
    private let source: any WeightSource
    private let names: Set<String>
    private let dtype: DType
    private let device: Device
    private var used: Set<String> = []

    init(source: any WeightSource, dtype: DType, device: Device) {
        self.source = source
        names = Set(source.names)
        self.dtype = dtype
        self.device = device
    }

    func has(_ name: String) -> Bool { names.contains(name) }

    func parameter(_ name: String, shape: [Int]) throws -> Parameter {
        guard names.contains(name) else {
            throw ModelError(
                origin: source.origin, place: name, problem: "the tensor is missing (shape \(shape) expected)",
                cure: "download the model again or correct its config.json")
        }
        let found = try source.shape(of: name)
        guard found == shape else {
            throw ModelError(
                origin: source.origin, place: name, problem: "has shape \(found), but \(shape) is expected",
                cure: "check that weights and config.json belong together")
        }
        used.insert(name)
        return Parameter(try source.tensor(name, dtype: dtype, device: device))
    }

    /// Checks that the checkpoint holds nothing that the model has no place for.
    func finish() throws {
        // Checkpoints of transformers before 4.32 hold this buffer; it follows from the configuration.
        let left = names.subtracting(used).filter { !$0.hasSuffix(".rotary_emb.inv_freq") }.sorted()
        guard let first = left.first else { return }
        let others = left.count > 1 ? " (nor have \(left.count - 1) other tensors)" : ""
        throw ModelError(
            origin: source.origin, place: first,
            problem: "this tensor of shape \(try source.shape(of: first)) has no place in the model\(others)",
            cure: "check that weights and config.json belong together")
    }
}
