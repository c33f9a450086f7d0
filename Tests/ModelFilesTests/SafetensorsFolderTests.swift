import Foundation
import MappedFiles
import ModelFiles
import TestFolders
import Testing

@Suite struct SafetensorsFolderTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func shard(_ name: String, of tensors: [String]) throws {
        let entries = tensors.enumerated().map {
            "\"\($1)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[\($0),\($0 + 1)]}"
        }
        let header = "{\(entries.joined(separator: ","))}"
        _ = try folder.write(SafetensorsBytes.file(header, dataCount: tensors.count), to: name)
    }

    private func index(_ map: String) throws {
        _ = try folder.write("{\"metadata\":{},\"weight_map\":\(map)}", to: "model.safetensors.index.json")
    }

    private func expectFailure(_ part: String, _ location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: ModelFileError.self, sourceLocation: location) {
            _ = try SafetensorsFolder(path: folder.path)
        }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")", sourceLocation: location)
    }

    @Test func readsOneFile() throws {
        try shard("model.safetensors", of: ["x", "y"])
        let weights = try SafetensorsFolder(path: folder.path)
        #expect(weights.tensors.keys.sorted() == ["x", "y"])
        #expect(weights.files.count == 1)
    }

    @Test func readsShards() throws {
        try shard("model-1.safetensors", of: ["x", "y"])
        try shard("model-2.safetensors", of: ["z"])
        try index("{\"x\":\"model-1.safetensors\",\"y\":\"model-1.safetensors\",\"z\":\"model-2.safetensors\"}")
        let weights = try SafetensorsFolder(path: folder.path)
        #expect(weights.tensors.keys.sorted() == ["x", "y", "z"])
        #expect(weights.tensors["z"]?.file.path.hasSuffix("model-2.safetensors") == true)
    }

    @Test func refusesBrokenShardedFolders() throws {
        try shard("model-1.safetensors", of: ["x"])
        try index("{\"x\":\"model-1.safetensors\",\"z\":\"model-2.safetensors\"}")
        expectFailure("model-2.safetensors: the shard is missing")
        try index("{\"x\":\"model-1.safetensors\",\"y\":\"model-1.safetensors\"}")
        expectFailure("tensor 'y': is not in the shard")
        try index("{\"x\":\"../model-1.safetensors\"}")
        expectFailure("is not the name of a file")
        try index("{\"x\":1}")
        expectFailure("is not the name of a file")
        try index("{}")
        expectFailure("weight_map")
        try index("[")
        expectFailure("not valid JSON")
    }

    @Test func saysWhatAFolderWithoutSafetensorsHolds() throws {
        expectFailure("holds neither model.safetensors nor model.safetensors.index.json")
        _ = try folder.write([0], to: "pytorch_model.bin")
        expectFailure("pytorch_model*.bin")
        #expect(throws: ModelFileError.self) { _ = try SafetensorsFolder(path: folder.path + "/missing") }
    }

    @Test(.enabled(if: PackageRoot.has("../shared/fixtures"), "the folder ../shared/fixtures is not there"))
    func readsARealModel() throws {
        let weights = try SafetensorsFolder(path: PackageRoot.file("../shared/fixtures/stories260k/hf"))
        let config = try JSONValue(contentsOf: PackageRoot.file("../shared/fixtures/stories260k/hf/config.json"))
        let embedding = try #require(weights.tensors["model.embed_tokens.weight"])
        #expect(embedding.shape == [config["vocab_size"]?.intValue, config["hidden_size"]?.intValue])
        #expect(embedding.bytes.count == embedding.count * embedding.type.bytesPerBlock)
    }
}
