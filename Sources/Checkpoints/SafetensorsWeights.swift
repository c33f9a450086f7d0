import MappedFiles
public import ModelFiles
public import NN
public import Torch

/// The weights of a safetensors file, or of a Hugging Face model folder with one file or shards.
///
/// Tensors wanted in their stored type on the CPU are not copied: they use the mapped file, read-only.
public struct SafetensorsWeights: WeightSource {
    public let origin: String
    public let names: [String]
    /// The tensors as they lie in the files.
    public let stored: [String: StoredTensor]

    /// Opens a `.safetensors` file or a folder.
    /// - Throws: `ModelFileError` when a file is missing or broken.
    public init(path: String) throws {
        if path.hasSuffix(".safetensors") {
            self.init(try SafetensorsFile(path: path))
        } else {
            self.init(try SafetensorsFolder(path: path))
        }
    }

    /// The weights of an open folder.
    public init(_ folder: SafetensorsFolder) {
        self.init(origin: folder.path, stored: folder.tensors)
    }

    /// The weights of an open file.
    public init(_ file: SafetensorsFile) {
        self.init(
            origin: file.file.path, stored: Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) }))
    }

    private init(origin: String, stored: [String: StoredTensor]) {
        self.origin = origin
        self.stored = stored
        names = stored.keys.sorted()
    }

    public func shape(of name: String) throws -> [Int] {
        try stored.tensor(name, in: origin).shape
    }

    public func tensor(_ name: String, dtype: DType, device: Device) throws -> Tensor {
        try stored.tensor(name, in: origin).load(dtype: dtype, device: device)
    }
}

extension [String: StoredTensor] {
    /// The tensor with this name.
    /// - Throws: `CheckpointError` naming the source when there is none.
    func tensor(_ name: String, in origin: String) throws -> StoredTensor {
        guard let tensor = self[name] else {
            let example = keys.min().map { ", but \(count) others, '\($0)' first" } ?? " and no other"
            throw CheckpointError(
                path: origin, problem: "holds no tensor '\(name)'\(example)",
                cure: "check that the weights belong to this model")
        }
        return tensor
    }
}
