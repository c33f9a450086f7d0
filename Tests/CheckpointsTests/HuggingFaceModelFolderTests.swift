import Checkpoints
import Foundation
import ModelFiles
import NN
import TestFolders
import Testing
import Torch

@Suite struct HuggingFaceModelFolderTests {
    private let folder: ScratchFolder
    private let tensors: [(name: String, tensor: Tensor)]
    private let configuration: JSONValue = ["model_type": "llama", "rms_norm_eps": 1e-5, "architectures": ["L"]]
    private var target: String { folder.path + "/model" }

    init() throws {
        folder = try ScratchFolder()
        tensors = try (0..<5).map { (name: "layer.\($0).weight", tensor: try Tensor.full([4, 4], Double($0))) }
    }

    private func entries() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: target).sorted() }

    private func expectSameWeights(_ dtype: DType = .float32) throws {
        let weights = try SafetensorsWeights(path: target)
        #expect(weights.names == tensors.map(\.name))
        for (name, tensor) in tensors {
            let read = try weights.tensor(name, dtype: dtype, device: .cpu)
            #expect(try bytes(of: read) == bytes(of: tensor.to(dtype: dtype)))
        }
    }

    @Test func savesOneFile() throws {
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target)
        #expect(try entries() == ["config.json", "model.safetensors"])
        try expectSameWeights()
        #expect(try JSONValue(contentsOf: target + "/config.json") == configuration)
    }

    @Test func savesShards() throws {
        // 64 bytes a tensor: two fit into 128, so five make three files.
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target, shardSize: 128)
        #expect(
            try entries() == [
                "config.json", "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                "model-00003-of-00003.safetensors", "model.safetensors.index.json",
            ])
        try expectSameWeights()
        let index = try JSONValue(contentsOf: target + "/model.safetensors.index.json")
        #expect(index["metadata"]?["total_size"] == 320)
        #expect(index["weight_map"]?["layer.2.weight"] == "model-00002-of-00003.safetensors")
    }

    @Test func aTensorBeyondTheLimitGetsAFileOfItsOwn() throws {
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target, shardSize: 1)
        #expect(try entries().count == 7)
        try expectSameWeights()
    }

    @Test func shardsAreMeasuredInTheTypeTheyAreWrittenIn() throws {
        try HuggingFaceModelFolder.save(
            tensors, dtype: .bfloat16, configuration: configuration, to: target, shardSize: 160)
        #expect(try entries() == ["config.json", "model.safetensors"])
        try expectSameWeights(.bfloat16)
    }

    @Test func fewerFilesReplaceMore() throws {
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target, shardSize: 128)
        try "mine".write(toFile: target + "/notes.txt", atomically: false, encoding: .utf8)
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target)
        #expect(try entries() == ["config.json", "model.safetensors", "notes.txt"])
        try expectSameWeights()
    }

    @Test func copiesCompanionsAndNotLinksToThem() throws {
        let source = folder.path + "/source"
        try FileManager.default.createDirectory(atPath: source, withIntermediateDirectories: false)
        _ = try folder.write("{}", to: "blob")
        try FileManager.default.createSymbolicLink(atPath: source + "/tokenizer.json", withDestinationPath: "../blob")
        _ = try folder.write("x", to: "source/merges.txt")
        _ = try folder.write("x", to: "source/unrelated.txt")
        let companions = HuggingFaceModelFolder.companionFiles(in: source)
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, companions: companions, to: target)
        #expect(try entries() == ["config.json", "merges.txt", "model.safetensors", "tokenizer.json"])
        let attributes = try FileManager.default.attributesOfItem(atPath: target + "/tokenizer.json")
        #expect(attributes[.type] as? FileAttributeType == .typeRegular)
        #expect(try String(contentsOfFile: target + "/tokenizer.json", encoding: .utf8) == "{}")
    }

    @Test func savesOverTheFolderItWasLoadedFrom() throws {
        try HuggingFaceModelFolder.save(tensors, configuration: configuration, to: target)
        _ = try folder.write("{}", to: "model/tokenizer.json")
        let weights = try SafetensorsWeights(path: target)
        let borrowed = try weights.names.map {
            (name: $0, tensor: try weights.tensor($0, dtype: .float32, device: .cpu))
        }
        try HuggingFaceModelFolder.save(
            borrowed, configuration: configuration, companions: [target + "/tokenizer.json"], to: target)
        #expect(try entries() == ["config.json", "model.safetensors", "tokenizer.json"])
        try expectSameWeights()
    }

    @Test func refusesMissingCompanionsAndRepeatedNamesBeforeAnyWork() throws {
        let missing = #expect(throws: CheckpointError.self) {
            try HuggingFaceModelFolder.save(
                tensors, configuration: configuration, companions: [folder.path + "/tokenizer.json"], to: target)
        }
        #expect(missing?.description.contains("tokenizer.json: is missing or unreadable") == true)
        let clash = #expect(throws: CheckpointError.self) {
            try HuggingFaceModelFolder.save(
                tensors, configuration: configuration, companions: [try folder.write("{}", to: "config.json")],
                to: target)
        }
        #expect(clash?.description.contains("another file of this name") == true)
        try FileManager.default.removeItem(atPath: folder.path + "/config.json")
        let twice = #expect(throws: CheckpointError.self) {
            try HuggingFaceModelFolder.save(tensors + tensors, configuration: configuration, to: target)
        }
        #expect(twice?.description.contains("tensor 'layer.0.weight': was given twice") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
