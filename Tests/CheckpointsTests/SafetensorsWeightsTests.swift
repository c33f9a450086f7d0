import Checkpoints
import Foundation
import NN
import TestFolders
import Testing
import Torch

@Suite struct SafetensorsWeightsTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    /// A file whose tensor `b` begins at an odd address.
    private func unaligned() throws -> SafetensorsWeights {
        let header =
            #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}"#
        let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
        let values = withUnsafeBytes(of: (Float(1.5), Float(-2))) { Array($0) }
        let length = withUnsafeBytes(of: UInt64(padded.utf8.count)) { Array($0) }
        let path = try folder.write(length + Array(padded.utf8) + [7] + values, to: "odd.safetensors")
        return try SafetensorsWeights(path: path)
    }

    @Test func borrowsAlignedTensorsOfTheWantedType() throws {
        let path = folder.path + "/x.safetensors"
        try SafetensorsWriter.write(["w": Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])], to: path)
        var weights: SafetensorsWeights? = try SafetensorsWeights(path: path)
        #expect(weights?.names == ["w"])
        #expect(weights?.origin == path)
        #expect(try weights?.shape(of: "w") == [2, 2])
        let borrowed = try #require(try weights?.tensor("w", dtype: .float32, device: .cpu))
        let converted = try #require(try weights?.tensor("w", dtype: .bfloat16, device: .cpu))
        #expect(borrowed.isBorrowed)
        #expect(!converted.isBorrowed)
        #expect(converted.dtype == .bfloat16)
        // The mapping must outlive the source and the file's name.
        weights = nil
        try FileManager.default.removeItem(atPath: path)
        #expect(try borrowed.floats() == [1, 2, 3, 4])
        #expect(try converted.floats() == [1, 2, 3, 4])
        #expect(throws: TorchError.self) { try borrowed.fillInPlace(0) }
    }

    @Test func copiesUnalignedTensors() throws {
        let tensor = try unaligned().tensor("b", dtype: .float32, device: .cpu)
        #expect(!tensor.isBorrowed)
        #expect(try tensor.floats() == [1.5, -2])
    }

    @Test func readsEmptyTensors() throws {
        let path = folder.path + "/x.safetensors"
        try SafetensorsWriter.write(["w": Tensor.zeros([0, 4])], to: path)
        let tensor = try SafetensorsWeights(path: path).tensor("w", dtype: .float32, device: .cpu)
        #expect(tensor.shape == [0, 4])
    }

    @Test func namesSourceAndTensorWhenThereIsNone() throws {
        let weights = try unaligned()
        let error = #expect(throws: CheckpointError.self) { _ = try weights.shape(of: "lm_head.weight") }
        #expect(
            error?.description.hasSuffix(
                "odd.safetensors: holds no tensor 'lm_head.weight', but 2 others, 'a' first; "
                    + "check that the weights belong to this model") == true)
    }

    @Test(.enabled(if: PackageRoot.has("../shared/fixtures"), "the folder ../shared/fixtures is not there"))
    func readsARealModel() throws {
        let weights = try SafetensorsWeights(path: PackageRoot.file("../shared/fixtures/stories260k/hf"))
        for name in weights.names {
            let tensor = try weights.tensor(name, dtype: .float32, device: .cpu)
            #expect(try tensor.shape == weights.shape(of: name))
            #expect(try tensor.isFinite().all().item() == 1, "\(name)")
        }
        #expect(weights.names.contains("model.layers.0.self_attn.q_proj.weight"))
    }
}
