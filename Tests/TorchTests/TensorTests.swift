import Testing
import Torch

@Suite struct TensorTests {
    @Test func properties() throws {
        let tensor = try Tensor.zeros([2, 3, 4], dtype: .bfloat16)
        #expect(tensor.shape == [2, 3, 4])
        #expect(tensor.rank == 3)
        #expect(tensor.count == 24)
        #expect(tensor.dtype == .bfloat16)
        #expect(tensor.device == .cpu)
        #expect(try tensor.size(-1) == 4 && tensor.size(0) == 2)
        #expect(tensor.isContiguous)
        #expect(try !tensor.transpose(0, 1).isContiguous)
        #expect(try tensor.transpose(0, 1).contiguous().isContiguous)
        #expect(torchError { _ = try tensor.size(3) }?.code == .index)
        #expect(try Tensor.scalar(2).shape == [])
        #expect(try Tensor.zeros([0, 5]).count == 0)
    }

    @Test func creation() throws {
        try expectClose(.ones([2]), [1, 1])
        try expectClose(.full([2, 1], 2.5), [2.5, 2.5], shape: [2, 1])
        try expectClose(.eye(2), [1, 0, 0, 1], shape: [2, 2])
        #expect(try Tensor.arange(4).int64s() == [0, 1, 2, 3])
        #expect(try Tensor.arange(2, 9, step: 3).int64s() == [2, 5, 8])
        #expect(try Tensor.arange(3).dtype == .int64)
        let model = try Tensor.zeros([1, 2], dtype: .bfloat16)
        #expect(try Tensor.ones(like: model).dtype == .bfloat16)
        #expect(try Tensor.zeros(like: model, dtype: .float32).dtype == .float32)
        #expect(try Tensor.empty(like: model).shape == [1, 2])
        #expect(try Tensor.empty([3, 1], dtype: .int8).shape == [3, 1])
    }

    @Test func arraysGoInAndOut() throws {
        #expect(try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).floats() == [1, 2, 3, 4])
        #expect(try Tensor([Int64.max, -1]).int64s() == [Int64.max, -1])
        #expect(try Tensor([7, -7] as [Int32]).dtype == .int32)
        #expect(try Tensor([0.1] as [Double]).doubles() == [0.1])
        #expect(try Tensor([255, 0] as [UInt8]).floats() == [255, 0])
        #expect(try Tensor([true, false]).int64s() == [1, 0])
        #expect(try Tensor([Float]()).shape == [0])
        #expect(try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).t().floats() == [1, 3, 2, 4])
        #expect(try Tensor([2.75, -2.75] as [Float]).int64s() == [2, -2])
    }

    @Test func wrongElementCountsThrow() {
        let error = torchError { _ = try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("[2, 2] takes 16 bytes, but 12 are given") == true)
        #expect(torchError { _ = try Tensor([1] as [Float], shape: [-1, -1]) } != nil)
        #expect(torchError { _ = try Tensor([1] as [Float], shape: [1 << 40, 1 << 40]) } != nil)
    }

    @Test func items() throws {
        #expect(try Tensor.scalar(2.5).item() == 2.5)
        #expect(try Tensor([Int64.max]).int64Item() == Int64.max)
        #expect(torchError { _ = try Tensor.ones([2]).item() } != nil)
    }

    @Test func bytes() throws {
        let tensor = try Tensor([1, 2] as [Float])
        try tensor.withUnsafeMutableBytes { $0.storeBytes(of: 5, toByteOffset: 4, as: Float.self) }
        #expect(try tensor.floats() == [1, 5])
        #expect(try Tensor.zeros([0]).withUnsafeBytes { $0.count } == 0)
        let strided = try Tensor.zeros([2, 3]).t()
        #expect(torchError { try strided.withUnsafeBytes { _ in } }?.message.contains("contiguous") == true)
    }

    @Test func cloneAndDetach() throws {
        let tensor = try Tensor([1, 2] as [Float])
        let (copy, alias) = (try tensor.clone(), try tensor.detach())
        try tensor.fillInPlace(9)
        #expect(try copy.floats() == [1, 2])
        #expect(try alias.floats() == [9, 9])
    }

    @Test func description() throws {
        #expect(try Tensor([1, 2] as [Float]).description == "Tensor(float32[2]: 1.0, 2.0)")
        #expect(try Tensor.arange(10).description == "Tensor(int64[10]: 0, 1, 2, 3, 4, 5, 6, 7, ...)")
        #expect(try Tensor.scalar(3, dtype: .bfloat16).description == "Tensor(bfloat16[]: 3.0)")
    }
}
