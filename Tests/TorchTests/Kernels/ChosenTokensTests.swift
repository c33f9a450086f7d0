import Testing
import Torch

extension KernelTests.DecoderBlockTests {
    /// The last token and about every third: as if they had been taken from the result of all.
    private func chosen(_ shape: Shape) throws -> Tensor {
        let count = shape.rows.reduce(1, *)
        return try Tensor((0..<count).filter { $0 % 3 == 1 || $0 == count - 1 }.map(Int64.init))
    }

    @Test(arguments: shapes, [DType.float32, .bfloat16])
    func chosenTokensAreThoseOfTheWhole(_ shape: Shape, _ dtype: DType) throws {
        let (angles, tensors) = (try phases(shape), try cast(randomTensors(shape), dtype))
        let own = (cosines: try angles.cosines.to(dtype: dtype), sines: try angles.sines.to(dtype: dtype))
        let wide = (cosines: try own.cosines.to(dtype: .float64), sines: try own.sines.to(dtype: .float64))
        let chosen = try chosen(shape)
        let gradient = try Tensor.randn([chosen.count, shape.width]).to(dtype: dtype)
        func taken(_ whole: Tensor) throws -> Tensor { try whole.flatten(to: -2).indexSelect(dim: 0, index: chosen) }
        let expected = try results(cast(tensors, .float64), shape, gradient: gradient.to(dtype: .float64)) {
            try taken(single($0, shape, wide))
        }
        let peers =
            dtype == .float32
            ? nil : try results(tensors, shape, gradient: gradient) { try taken(single($0, shape, own)) }
        try KernelTests.withEachInstructionSet { set in
            for recomputes in [false, true] {
                let found = try results(tensors, shape, gradient: gradient) {
                    try fused($0, shape, own, recomputes: recomputes, chosen: chosen)
                }
                #expect(found["result"]?.shape == [chosen.count, shape.width])
                try expectEqual(found, expected, dtype == .float32 ? 2e-5 : 3e-2, peers: peers, set.rawValue)
            }
        }
    }

    @Test func chosenTokensThatDoNotFitAreRefused() throws {
        let shape = Self.shapes[0]
        let (angles, tensors) = (try phases(shape), try randomTensors(shape))
        func message(_ chosen: Tensor) -> String? {
            torchError { _ = try fused(tensors, shape, angles, chosen: chosen) }?.message
        }
        #expect(try message(Tensor([0, 69] as [Int64])) == nil)
        #expect(try message(Tensor([0, 70] as [Int64]))?.contains("token 70 is chosen after 0 of 70 tokens") == true)
        #expect(try message(Tensor([3, 3] as [Int64]))?.contains("token 3 is chosen after 3") == true)
        #expect(try message(Tensor([-1] as [Int64]))?.contains("token -1") == true)
        #expect(try message(Tensor([1] as [Int32]))?.contains("int64") == true)
        #expect(try message(Tensor.zeros([0], dtype: .int64))?.contains("some numbers") == true)
    }
}
