import Foundation

/// The weights of a Hugging Face model folder: one `model.safetensors`, or the shards that
/// `model.safetensors.index.json` lists.
public struct SafetensorsFolder: Sendable {
    /// The folder.
    public let path: String
    /// The files, in the order of their names.
    public let files: [SafetensorsFile]
    /// All tensors by name.
    public let tensors: [String: StoredTensor]

    /// The name of the weights where one file holds them all.
    public static let singleFileName = "model.safetensors"
    /// The name of the file that tells which shard holds which tensor.
    public static let indexFileName = "model.safetensors.index.json"

    /// Opens all files of the folder.
    /// - Throws: `ModelFileError` when the folder holds no safetensors, a shard is missing or broken, or the index
    ///   lists a tensor that its shard does not hold.
    public init(path: String) throws {
        self.path = path
        let single = "\(path)/\(Self.singleFileName)"
        let index = "\(path)/\(Self.indexFileName)"
        if FileManager.default.fileExists(atPath: single) {
            let file = try SafetensorsFile(path: single)
            files = [file]
            tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
        } else if FileManager.default.fileExists(atPath: index) {
            (files, tensors) = try Self.shards(of: index, folder: path)
        } else {
            throw Self.noWeights(in: path)
        }
    }

    private static func shards(
        of index: String, folder: String
    ) throws -> ([SafetensorsFile], [String: StoredTensor]) {
        let entries = try JSONValue(contentsOf: index)["weight_map"]?.objectValue
        guard let entries, !entries.isEmpty else {
            throw ModelFileError(
                path: index, place: "weight_map", problem: "is missing or empty", cure: "fetch the index again")
        }
        var namesOfShard: [String: [String]] = [:]
        for (name, value) in entries {
            guard let shard = value.stringValue, !shard.isEmpty, !shard.contains("/"), shard != ".." else {
                throw ModelFileError(
                    path: index, place: "weight_map, '\(name)'", problem: "is not the name of a file in this folder",
                    cure: "fetch the index again")
            }
            namesOfShard[shard, default: []].append(name)
        }
        var files: [SafetensorsFile] = []
        var tensors: [String: StoredTensor] = [:]
        for (shard, names) in namesOfShard.sorted(by: { $0.key < $1.key }) {
            let shardPath = "\(folder)/\(shard)"
            guard FileManager.default.fileExists(atPath: shardPath) else {
                throw ModelFileError(
                    path: shardPath, problem: "the shard is missing, though \(indexFileName) lists it",
                    cure: "fetch it into the folder")
            }
            let file = try SafetensorsFile(path: shardPath)
            let held = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0) })
            for name in names {
                guard let tensor = held[name] else {
                    throw ModelFileError(
                        path: shardPath, place: "tensor '\(name)'",
                        problem: "is not in the shard, though \(indexFileName) says so",
                        cure: "fetch the index and the shard again")
                }
                tensors[name] = tensor
            }
            files.append(file)
        }
        return (files, tensors)
    }

    private static func noWeights(in path: String) -> ModelFileError {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            return ModelFileError(path: path, problem: "is not a folder", cure: "name a model folder")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if names.contains(where: { $0.hasPrefix("pytorch_model") && $0.hasSuffix(".bin") }) {
            return ModelFileError(
                path: path, problem: "holds its weights as pickled pytorch_model*.bin only",
                cure: "save the model again with safe_serialization=True")
        }
        return ModelFileError(
            path: path, problem: "holds neither \(singleFileName) nor \(indexFileName)",
            cure: "name a folder with safetensors weights")
    }
}
