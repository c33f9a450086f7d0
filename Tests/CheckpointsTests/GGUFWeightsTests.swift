import Checkpoints
import Foundation
import ModelFiles
import NN
import TestFolders
import Testing
import Torch

/// Blocks of all types against what the `gguf` Python package makes of them (scripts/make_gguf_fixtures.py).
@Suite struct GGUFWeightsTests {
    private let weights: GGUFWeights
    private let expected: SafetensorsWeights

    init() throws {
        weights = try GGUFWeights(path: PackageRoot.file("Tests/Fixtures/gguf/all_types.gguf"))
        expected = try SafetensorsWeights(path: PackageRoot.file("Tests/Fixtures/gguf/all_types.safetensors"))
    }

    private static let types = [
        "F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
    ]

    @Test func namesAreComplete() throws {
        #expect(weights.names == Self.types.sorted())
        #expect(weights.origin.hasSuffix("all_types.gguf"))
        #expect(try weights.shape(of: "Q4_K") == [2, 512])
    }

    @Test(arguments: types) func dequantizesToTheLastBit(type: String) throws {
        let ours = try weights.tensor(type, dtype: .float32, device: .cpu)
        let reference = try expected.tensor(type, dtype: .float32, device: .cpu)
        #expect(ours.shape == reference.shape)
        #expect(try bytes(of: ours) == bytes(of: reference))
    }

    @Test(arguments: types, [DType.bfloat16, .float16]) func roundsToShorterTypes(type: String, dtype: DType) throws {
        let ours = try weights.tensor(type, dtype: dtype, device: .cpu)
        let reference = try expected.tensor(type, dtype: .float32, device: .cpu).to(dtype: dtype)
        #expect(ours.dtype == dtype)
        #expect(try bytes(of: ours) == bytes(of: reference))
    }

    @Test func usesPlainNumbersWhereTheyAre() throws {
        #expect(try weights.tensor("F32", dtype: .float32, device: .cpu).isBorrowed)
        #expect(try weights.tensor("BF16", dtype: .bfloat16, device: .cpu).isBorrowed)
        #expect(try !weights.tensor("BF16", dtype: .float32, device: .cpu).isBorrowed)
    }

    @Test func splitsLargeTensorsOverThreads() throws {
        let row = try #require(weights.file.tensors["Q6_K"]).bytes
        let repeats = 5000  // 5 million elements
        let many = (0..<repeats).flatMap { _ in Array(row) }
        let all = try many.withUnsafeBytes {
            try Tensor.dequantizing(gguf: $0, type: 14, shape: [repeats, 1024])
        }
        let one = try expected.tensor("Q6_K", dtype: .float32, device: .cpu).reshape([1, 1024])
        #expect(try all.equal(one).all().item() == 1)
    }

    @Test func bytesNeedNotBeAligned() throws {
        let stored = try #require(weights.file.tensors["Q4_1"])
        let shifted = [0] + Array(stored.bytes)
        let tensor = try shifted.withUnsafeBytes {
            try Tensor.dequantizing(gguf: UnsafeRawBufferPointer(rebasing: $0[1...]), type: 3, shape: [2, 512])
        }
        #expect(try bytes(of: tensor) == bytes(of: expected.tensor("Q4_1", dtype: .float32, device: .cpu)))
    }

    @Test func refusesWhatCannotBe() throws {
        let block = [UInt8](repeating: 0, count: 18)
        func dequantize(_ type: UInt32, _ shape: [Int], _ dtype: DType = .float32) throws {
            _ = try block.withUnsafeBytes { try Tensor.dequantizing(gguf: $0, type: type, shape: shape, dtype: dtype) }
        }
        try dequantize(2, [32])
        try dequantize(2, [1, 1, 32])
        #expect(throws: TorchError.self) { try dequantize(2, [64]) }
        #expect(throws: TorchError.self) { try dequantize(2, [16, 2]) }
        #expect(throws: TorchError.self) { try dequantize(2, [-32]) }
        #expect(throws: TorchError.self) { try dequantize(2, [1 << 40, 1 << 40]) }
        #expect(throws: TorchError.self) { try dequantize(2, [0, .max, .max]) }
        #expect(throws: TorchError.self) { try dequantize(16, [32]) }
        #expect(throws: TorchError.self) { try dequantize(2, [32], .int64) }
        let missing = #expect(throws: CheckpointError.self) {
            _ = try weights.tensor("blk.0.attn_q.weight", dtype: .float32, device: .cpu)
        }
        #expect(missing?.description.contains("all_types.gguf: holds no tensor 'blk.0.attn_q.weight'") == true)
        #expect(throws: CheckpointError.self) { _ = try weights.tensor("Q4_0", dtype: .int64, device: .cpu) }
    }
}

/// The bytes of a CPU tensor.
func bytes(of tensor: Tensor) throws -> [UInt8] {
    try tensor.contiguous().withUnsafeBytes { Array($0) }
}
