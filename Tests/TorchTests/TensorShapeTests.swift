import Testing
import Torch

@Suite struct TensorShapeTests {
    /// 0, 1, ..., 5 as [2, 3].
    private func grid() throws -> Tensor { try Tensor.arange(6).reshape([2, 3]) }

    @Test func rearranging() throws {
        let a = try grid()
        #expect(try a.reshape([3, -1]).shape == [3, 2])
        #expect(try a.view([6]).shape == [6])
        #expect(try a.t().int64s() == [0, 3, 1, 4, 2, 5])
        #expect(try a.transpose(0, -1).int64s() == [0, 3, 1, 4, 2, 5])
        #expect(try a.unsqueeze(0).permute([2, 0, 1]).shape == [3, 1, 2])
        #expect(try a.unsqueeze(-1).shape == [2, 3, 1])
        #expect(try a.unsqueeze(-1).squeeze(2).shape == [2, 3])
        #expect(try a.squeeze(0).shape == [2, 3])
        #expect(try a.unsqueeze(0).flatten(from: 1).shape == [1, 6])
        #expect(try a.flatten().shape == [6])
        #expect(try Tensor([1, 2] as [Float]).unsqueeze(1).expand([-1, 2]).floats() == [1, 1, 2, 2])
        #expect(try Tensor([1, 2] as [Float]).repeatInterleave(2, dim: 0).floats() == [1, 1, 2, 2])
        #expect(torchError { _ = try a.t().view([6]) } != nil)
        #expect(torchError { _ = try a.reshape([4]) } != nil)
    }

    @Test func parts() throws {
        let a = try grid()
        #expect(try a.narrow(dim: 1, start: 1, length: 2).int64s() == [1, 2, 4, 5])
        #expect(try a.select(dim: 1, index: -1).int64s() == [2, 5])
        #expect(try a.slice(dim: 1, start: 0, end: 3, step: 2).int64s() == [0, 2, 3, 5])
        #expect(try a.slice(dim: 0, start: 1, end: .max).int64s() == [3, 4, 5])
        #expect(try a.split(sizes: [1, 2], dim: 1).map { try $0.int64s() } == [[0, 3], [1, 2, 4, 5]])
        #expect(try a.chunk(2, dim: 1).map(\.shape) == [[2, 2], [2, 1]])
        #expect(try a.chunk(5, dim: 0).count == 2)
        #expect(torchError { _ = try a.split(sizes: [1, 1], dim: 1) } != nil)
        #expect(torchError { _ = try a.chunk(0, dim: 1) } != nil)
        #expect(torchError { _ = try a.narrow(dim: 1, start: 2, length: 2) } != nil)
    }

    @Test func joining() throws {
        let a = try grid()
        #expect(try Tensor.cat([a, a + 6], dim: 0).shape == [4, 3])
        #expect(try Tensor.cat([a, a + 6], dim: 1).int64s() == [0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11])
        #expect(try Tensor.stack([a, a], dim: 2).shape == [2, 3, 2])
        #expect(torchError { _ = try Tensor.cat([], dim: 0) } != nil)
        #expect(torchError { _ = try Tensor.stack([a, a.t()], dim: 0) } != nil)
    }
}
