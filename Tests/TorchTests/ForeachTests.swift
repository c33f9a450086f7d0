import Testing
import Torch

@Suite struct ForeachTests {
    @Test func normOverAllTensors() throws {
        #expect(try Foreach.norm([]) == 0)
        #expect(try Foreach.norm([Tensor([1, 2] as [Float]), Tensor([2, 4] as [Float])]) == 5)
        let many = try Tensor.ones([5000], dtype: .bfloat16)
        #expect(try Foreach.norm([many, many]) == 100)
    }

    @Test func normsOfWhatNoKernelReads() throws {
        let rows = try Tensor([1, 7, 2, 7, 2, 7] as [Float], shape: [3, 2])
        #expect(try Foreach.norm([rows.select(dim: 1, index: 0)]) == 3)
        let wide = try Tensor([1, 2, 4] as [Float]).to(dtype: .float64)
        #expect(try Foreach.norm([Tensor([2] as [Float]), wide, Tensor.zeros([0])]) == 5)
    }

    @Test func normsThatAreNotFinite() throws {
        #expect(try Foreach.norm([Tensor([1, .nan] as [Float])]).isNaN)
        #expect(try Foreach.norm([Tensor([1, .infinity] as [Float])]) == .infinity)
    }

    @Test func scaling() throws {
        let (a, b) = (try Tensor([1, 2] as [Float]).setRequiresGrad(), try Tensor([4] as [Float]).to(dtype: .bfloat16))
        try Foreach.scaleInPlace([a, b], 0.5)
        #expect(try a.floats() == [0.5, 1] && b.floats() == [2])
        try Foreach.scaleInPlace([], 2)
    }
}
