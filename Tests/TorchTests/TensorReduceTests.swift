import Foundation
import Testing
import Torch

@Suite struct TensorReduceTests {
    @Test func sumsAndMeans() throws {
        let a = try Tensor([1, 2, 3, 4, 5, 9] as [Float], shape: [2, 3])
        try expectClose(a.sum(), [24], shape: [])
        try expectClose(a.sum([0]), [5, 7, 12], shape: [3])
        try expectClose(a.sum([-1], keepDim: true), [6, 18], shape: [2, 1])
        try expectClose(a.sum([0, 1]), [24], shape: [])
        try expectClose(a.mean(), [4])
        try expectClose(a.mean([1]), [2, 6])
        #expect(try Tensor([true, true]).sum().int64Item() == 2)
        #expect(torchError { _ = try Tensor.arange(3).mean() } != nil)
    }

    @Test func extremes() throws {
        let a = try Tensor([1, 5, 3, 4] as [Float], shape: [2, 2])
        #expect(try a.max().item() == 5 && a.min().item() == 1)
        let (values, indices) = try a.max(dim: 1)
        try expectClose(values, [5, 4], shape: [2])
        #expect(try indices.int64s() == [1, 1])
        try expectClose(a.min(dim: 0, keepDim: true).values, [1, 4], shape: [1, 2])
        #expect(torchError { _ = try Tensor.zeros([0]).max() } != nil)
    }

    /// In bfloat16 a sum of squares stops growing at 256; in float32 it does not.
    @Test func normsAddUpInFloat32() throws {
        #expect(try Tensor([3, 4] as [Float]).norm().item() == 5)
        let norm = try Tensor.ones([10000], dtype: .bfloat16).norm()
        #expect(norm.dtype == .float32)
        #expect(try norm.item() == 100)
        #expect(try Tensor([3, 4] as [Double]).norm().dtype == .float64)
    }

    @Test func logSumExp() throws {
        let a = try Tensor([1000, 1000, 0, 0] as [Double], shape: [2, 2])
        let log2 = Foundation.log(2.0)
        try expectClose(a.logSumExp(dim: 1), [1000 + log2, log2], shape: [2])
        try expectClose(a.logSumExp(dim: -1, keepDim: true), [1000 + log2, log2], shape: [2, 1])
    }
}
