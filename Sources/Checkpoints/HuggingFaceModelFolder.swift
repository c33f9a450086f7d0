import Foundation
import MappedFiles
public import ModelFiles
public import Torch

/// Model folders as transformers and others load them: safetensors, `config.json`, tokenizer files.
public enum HuggingFaceModelFolder {
    /// transformers' limit for one file: 5 GB.
    public static let standardShardSize = 5_000_000_000

    /// Files beside the weights that belong to the tokenizer or to generation.
    public static let companionFileNames = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "tokenizer.model",
        "vocab.json", "merges.txt", "chat_template.jinja", "chat_template.json", "generation_config.json",
    ]

    /// Paths of the companion files that `folder` holds.
    public static func companionFiles(in folder: String) -> [String] {
        companionFileNames.map { "\(folder)/\($0)" }.filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// Saves a model folder; it appears whole or not at all (see `AtomicFolder.write`).
    /// - Parameters:
    ///   - tensors: under the names of the checkpoint, in the model's order, which decides the shards.
    ///   - dtype: the type floating-point tensors are written in; nil keeps each as it is.
    ///   - configuration: what `config.json` will hold.
    ///   - companions: files to copy beside the weights under their own names.
    ///   - shardSize: the largest number of bytes in one file; a single larger tensor gets a file of its own.
    /// - Throws: `CheckpointError` for a companion that is missing, a name given twice, or when the place cannot be
    ///   written to; the first two before anything is written.
    public static func save(
        _ tensors: [(name: String, tensor: Tensor)], dtype: DType? = nil, configuration: JSONValue,
        companions: [String] = [], to path: String, shardSize: Int = standardShardSize
    ) throws {
        try check(tensors, companions: companions, path: path)
        let configurationText = try configuration.text(indent: 2) + "\n"
        try AtomicFolder.write(to: path) { draft in
            try writeWeights(tensors, dtype: dtype, shardSize: shardSize, in: draft)
            try write(configurationText, to: "\(draft)/config.json")
            for companion in companions {
                try copy(companion, to: "\(draft)/\((companion as NSString).lastPathComponent)")
            }
        }
    }

    private static func check(
        _ tensors: [(name: String, tensor: Tensor)], companions: [String], path: String
    ) throws {
        var names: Set<String> = []
        for (name, _) in tensors where !names.insert(name).inserted {
            throw CheckpointError(
                path: path, place: "tensor '\(name)'", problem: "was given twice", cure: "name each tensor once")
        }
        for companion in companions where !FileManager.default.isReadableFile(atPath: companion) {
            throw CheckpointError(
                path: companion, problem: "is missing or unreadable, but is to be saved with the model",
                cure: "restore the file or leave it out")
        }
        var files: Set<String> = ["config.json", SafetensorsFolder.singleFileName, SafetensorsFolder.indexFileName]
        for companion in companions where !files.insert((companion as NSString).lastPathComponent).inserted {
            throw CheckpointError(
                path: companion, problem: "another file of this name is to be saved with the model",
                cure: "leave it out")
        }
    }

    private static func writeWeights(
        _ tensors: [(name: String, tensor: Tensor)], dtype: DType?, shardSize: Int, in folder: String
    ) throws {
        let shards = split(tensors, dtype: dtype, shardSize: shardSize)
        guard shards.count > 1 else {
            try SafetensorsWriter.write(tensors, dtype: dtype, to: "\(folder)/\(SafetensorsFolder.singleFileName)")
            return
        }
        var shardOfName: [String: JSONValue] = [:]
        for (index, shard) in shards.enumerated() {
            let file = "model-\(padded(index + 1))-of-\(padded(shards.count)).safetensors"
            try SafetensorsWriter.write(shard, dtype: dtype, to: "\(folder)/\(file)")
            for (name, _) in shard { shardOfName[name] = .string(file) }
        }
        var map = JSONObject()
        for name in shardOfName.keys.sorted() { map[name] = shardOfName[name] }
        let total = tensors.reduce(0) { $0 + SafetensorsWriter.byteCount($1.tensor, dtype: dtype) }
        let index: JSONValue = ["metadata": ["total_size": .int(total)], "weight_map": .object(map)]
        try write(try index.text(indent: 2) + "\n", to: "\(folder)/\(SafetensorsFolder.indexFileName)")
    }

    private static func split(
        _ tensors: [(name: String, tensor: Tensor)], dtype: DType?, shardSize: Int
    ) -> [[(name: String, tensor: Tensor)]] {
        var shards: [[(name: String, tensor: Tensor)]] = [[]]
        var size = 0
        for entry in tensors {
            let byteCount = SafetensorsWriter.byteCount(entry.tensor, dtype: dtype)
            if size + byteCount > shardSize, shards.last?.isEmpty == false {
                shards.append([])
                size = 0
            }
            shards[shards.count - 1].append(entry)
            size += byteCount
        }
        return shards
    }

    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try OutputFile(path: path)
        try file.write(text)
    }

    /// Copies contents, not links: files of a download cache are links into it.
    private static func copy(_ source: String, to path: String) throws {
        let bytes = try MappedFile(path: source)
        let file = try OutputFile(path: path)
        try file.write(bytes.bytes)
    }
}
