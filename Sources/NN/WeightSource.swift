public import Torch

/// Where a model's weights come from: a folder of safetensors, a GGUF file, a dictionary in a test.
public protocol WeightSource {
    /// The names of all tensors, sorted.
    var names: [String] { get }

    /// What error messages call the source: the path of the file or folder.
    var origin: String { get }

    /// The shape of a tensor, row-major.
    /// - Throws: when there is no such tensor.
    func shape(of name: String) throws -> [Int]

    /// A tensor in the wanted type on the wanted device. Its memory may be read-only (mapped from a file), so it must
    /// not be written in place.
    /// - Throws: when there is no such tensor, or it cannot be converted.
    func tensor(_ name: String, dtype: DType, device: Device) throws -> Tensor
}
