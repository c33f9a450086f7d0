import Testing
import Torch

@Suite struct TensorIndexTests {
    @Test func reading() throws {
        let a = try Tensor([10, 20, 30, 40, 50, 60] as [Float], shape: [2, 3])
        let index = try Tensor([2, 0] as [Int64])
        try expectClose(a.indexSelect(dim: 1, index: index), [30, 10, 60, 40])
        try expectClose(a.gather(dim: 1, index: index.unsqueeze(1)), [30, 40], shape: [2, 1])
        #expect(try a.greater(25).nonzero().int64s() == [0, 2, 1, 0, 1, 1, 1, 2])
        #expect(torchError { _ = try a.indexSelect(dim: 1, index: Tensor([3] as [Int64])) }?.code == .index)
    }

    @Test func writing() throws {
        let zeros = try Tensor.zeros([2, 2])
        let source = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let twice = try Tensor([1, 1] as [Int64])
        try expectClose(zeros.indexAdd(dim: 0, index: twice, source: source), [0, 0, 4, 6])
        let index = try Tensor([1, 0] as [Int64], shape: [2, 1])
        try expectClose(zeros.scatter(dim: 1, index: index, source: source), [0, 1, 3, 0])
        try expectClose(zeros, [0, 0, 0, 0])
        try zeros.indexCopyInPlace(dim: 0, index: Tensor([1, 0] as [Int64]), source: source)
        try expectClose(zeros, [3, 4, 1, 2])
    }

    @Test func order() throws {
        let a = try Tensor([3, 1, 2, 9, 7, 8] as [Float], shape: [2, 3])
        let top = try a.topK(2)
        try expectClose(top.values, [3, 2, 9, 8])
        #expect(try top.indices.int64s() == [0, 2, 0, 2])
        let sorted = try a.sort()
        try expectClose(sorted.values, [1, 2, 3, 7, 8, 9])
        #expect(try a.sort(dim: 0, descending: true).indices.int64s() == [1, 1, 1, 0, 0, 0])
        #expect(try a.argmax().int64s() == [0, 0])
        #expect(try a.argmax(dim: 0).int64s() == [1, 1, 1])
        #expect(torchError { _ = try a.topK(4) } != nil)
    }
}
