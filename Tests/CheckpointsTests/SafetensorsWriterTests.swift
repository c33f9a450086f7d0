import Checkpoints
import Foundation
import ModelFiles
import NN
import TestFolders
import Testing
import Torch

@Suite struct SafetensorsWriterTests {
    private let folder: ScratchFolder
    private var path: String { folder.path + "/out.safetensors" }

    init() throws { folder = try ScratchFolder() }

    @Test(arguments: DType.allCases) func roundTrips(dtype: DType) throws {
        let tensor = try Tensor([0, 1, 1, 0, 1, 1] as [Float], shape: [3, 2]).to(dtype: dtype)
        try SafetensorsWriter.write([(name: "w", tensor: tensor)], to: path)
        let file = try SafetensorsFile(path: path)
        #expect(file.tensors[0].type.rawValue == dtype.rawValue)
        let read = try SafetensorsWeights(file).tensor("w", dtype: dtype, device: .cpu)
        #expect(read.shape == [3, 2])
        #expect(try bytes(of: read) == bytes(of: tensor))
    }

    @Test func sameTensorsGiveSameBytes() throws {
        let tensors = try [
            (name: "b", tensor: Tensor([1, 2] as [Float])), (name: "a", tensor: Tensor([3] as [Float])),
            (name: "u", tensor: Tensor([true, false, true])), (name: "i", tensor: Tensor([5] as [Int64])),
        ]
        try SafetensorsWriter.write(tensors, to: path)
        let first = try Data(contentsOf: URL(fileURLWithPath: path))
        try SafetensorsWriter.write(tensors.reversed(), to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == first)
        let file = try SafetensorsFile(path: path)
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.map(\.name) == ["i", "a", "b", "u"])
        #expect(file.tensors[0].offset.isMultiple(of: 8))
        #expect(file.tensors.allSatisfy { $0.offset.isMultiple(of: $0.type.bytesPerBlock) })
    }

    @Test func writesStridedTrackedAndScalarTensors() throws {
        let matrix = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3]).setRequiresGrad(true)
        try SafetensorsWriter.write(
            ["t": matrix.transpose(0, 1), "leaf": matrix, "s": Tensor.scalar(2.5)], metadata: ["b": "2", "a": "\"1\""],
            to: path)
        let weights = try SafetensorsWeights(path: path)
        #expect(try weights.tensor("t", dtype: .float32, device: .cpu).floats() == [1, 4, 2, 5, 3, 6])
        #expect(try weights.tensor("leaf", dtype: .float32, device: .cpu).floats() == [1, 2, 3, 4, 5, 6])
        #expect(try weights.tensor("s", dtype: .float32, device: .cpu).shape == [])
        #expect(try SafetensorsFile(path: path).metadata == ["a": "\"1\"", "b": "2"])
    }

    @Test func convertsFloatingPointOnly() throws {
        try SafetensorsWriter.write(
            ["w": Tensor([1.5, 2] as [Float]), "i": Tensor([1] as [Int64])], dtype: .bfloat16, to: path)
        let types = try SafetensorsFile(path: path).tensors.map { [$0.name, $0.type.name] }
        #expect(types == [["i", "I64"], ["w", "BF16"]])
    }

    @Test func refusesRepeatedNamesAndUnwritablePlaces() throws {
        let tensor = try Tensor([1] as [Float])
        let twice = #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.write([(name: "w", tensor: tensor), (name: "w", tensor: tensor)], to: path)
        }
        #expect(twice?.description.contains("tensor 'w': was given twice") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let missing = #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.write(["w": tensor], to: folder.path + "/missing/out.safetensors")
        }
        #expect(missing?.description.contains("No such file or directory") == true)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "this system has no /dev/full"))
    func aFullDiskIsAnError() throws {
        // The draft's name leads to a device that is always full.
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/.out.safetensors.partial", withDestinationPath: "/dev/full")
        let error = #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.write(["w": Tensor.zeros([100_000])], to: path)
        }
        #expect(error?.description.contains("No space left on device; free some space") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
