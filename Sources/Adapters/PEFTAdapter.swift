import Checkpoints
import Foundation
import ModelFiles
public import NN
import Torch

/// Adapters on disk as peft keeps them: `adapter_config.json` and `adapter_model.safetensors`.
public enum PEFTAdapter {
    /// The settings' file.
    public static let configurationFileName = "adapter_config.json"
    /// The weights' file.
    public static let weightsFileName = "adapter_model.safetensors"
    /// What peft puts before the model's own names.
    static let keyPrefix = "base_model.model."

    /// Saves the adapter of `model` as a folder that peft loads as is; it appears whole or not at all.
    /// - Parameters:
    ///   - folder: a folder of that name that is there already is replaced.
    ///   - baseModelName: where others find the base model: a Hub id or a folder.
    ///   - fill: writes more files into the folder before it appears; gets its temporary path.
    /// - Throws: `AdapterError` when the model has no adapter; `CheckpointError` when the folder cannot be written.
    public static func save(
        _ model: any CausalLanguageModel, to folder: String, baseModelName: String,
        adding fill: (_ folder: String) throws -> Void = { _ in }
    ) throws {
        let layers = LoRA.layers(in: model)
        guard let configuration = layers.first?.layer.configuration else {
            throw AdapterError(
                place: folder, problem: "the model has no adapter to save", cure: "apply one before saving")
        }
        let targets = TargetSelection.names(of: layers.map(\.path), model: model)
        let document = PEFTDocument.make(configuration, targets: targets, baseModelName: baseModelName)
        let tensors = layers.flatMap { path, layer in
            [
                (name: key(path, LoRALinear.downName), tensor: layer.down.tensor),
                (name: key(path, LoRALinear.upName), tensor: layer.up.tensor),
            ]
        }
        try AtomicFolder.write(to: folder) { draft in
            try SafetensorsWriter.write(tensors, dtype: .float32, to: "\(draft)/\(weightsFileName)")
            let text = try document.text(indent: 2) + "\n"
            try text.write(toFile: "\(draft)/\(configurationFileName)", atomically: false, encoding: .utf8)
            try fill(draft)
        }
    }

    /// Reads the settings of the adapter in `folder`.
    /// - Throws: `ModelFileError` when the file is unreadable; `AdapterError` for what is not plain LoRA.
    public static func configuration(in folder: String) throws -> LoRAConfiguration {
        try document(in: folder).configuration
    }

    private static func document(in folder: String) throws -> PEFTDocument {
        let path = "\(folder)/\(configurationFileName)"
        guard FileManager.default.fileExists(atPath: path) else {
            throw AdapterError(
                place: folder, problem: "is no adapter folder: it holds no \(configurationFileName)",
                cure: "name a folder that PEFT or this program saved an adapter to")
        }
        return try PEFTDocument(contentsOf: path)
    }

    /// Freezes the model, wraps the layers that the adapter in `folder` targets and gives them its weights.
    /// - Returns: the adapter's settings.
    /// - Throws: `AdapterError` naming file, key, expected and found shape when adapter and model do not fit, or when
    ///   the adapter is not plain LoRA; `ModelFileError` when a file is missing or broken.
    @discardableResult
    public static func load(into model: any CausalLanguageModel, from folder: String) throws -> LoRAConfiguration {
        let document = try document(in: folder)
        let configuration = document.configuration
        let weights = try open(folder)
        let selection = try document.selection(in: model)
        var unused = Set(weights.names)
        let layers = try model.linearLayers().filter { selection.paths.contains($0.path) }.map { path, layer in
            let down = try take(key(path, LoRALinear.downName), [configuration.r, layer.inFeatures], weights, &unused)
            let up = try take(key(path, LoRALinear.upName), [layer.outFeatures, configuration.r], weights, &unused)
            return (path, (down, up))
        }
        if let name = unused.min() {
            throw AdapterError(
                place: "\(weights.origin): \(name)",
                problem: "the tensor belongs to no layer that target_modules names"
                    + (unused.count > 1 ? " (nor do \(unused.count - 1) others)" : ""),
                cure: "check that the two files of the adapter and the base model belong together")
        }
        let found = Dictionary(uniqueKeysWithValues: layers)
        try LoRA.wrap(model, selection) { path, layer in
            guard let (down, up) = found[path] else { return try LoRALinear(base: layer, configuration: configuration) }
            return try LoRALinear(
                base: layer, configuration: configuration, down: down.to(device: model.device),
                up: up.to(device: model.device))
        }
        return configuration
    }

    private static func key(_ path: String, _ name: String) -> String { "\(keyPrefix)\(path).\(name)" }

    private static func open(_ folder: String) throws -> SafetensorsWeights {
        let pickled = "\(folder)/adapter_model.bin"
        let file = "\(folder)/\(weightsFileName)"
        if !FileManager.default.fileExists(atPath: file), FileManager.default.fileExists(atPath: pickled) {
            throw AdapterError(
                place: pickled, problem: "is a pickled file, which only Python can read",
                cure: "load it with peft and save it again as safetensors")
        }
        return try SafetensorsWeights(path: file)
    }

    private static func take(
        _ name: String, _ shape: [Int], _ weights: SafetensorsWeights, _ unused: inout Set<String>
    ) throws -> Tensor {
        guard unused.remove(name) != nil else {
            throw AdapterError(
                place: "\(weights.origin): \(name)", problem: "the tensor is missing (shape \(shape) expected)",
                cure: "check that the two files of the adapter belong together")
        }
        let found = try weights.shape(of: name)
        guard found == shape else {
            throw AdapterError(
                place: "\(weights.origin): \(name)", problem: "has shape \(found), but \(shape) is expected",
                cure: "check r in \(configurationFileName) and that the adapter was made for this base model")
        }
        return try weights.tensor(name, dtype: .float32, device: .cpu)
    }
}
