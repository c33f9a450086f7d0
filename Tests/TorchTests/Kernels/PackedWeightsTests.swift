import Testing
import Torch

extension KernelTests.DecoderBlockTests {
    /// Packed once or for each product: the same numbers to the last bit, with all instructions in turn.
    @Test(arguments: shapes, [DType.float32, .bfloat16])
    func packedWeightsGiveTheSameNumbers(_ shape: Shape, _ dtype: DType) throws {
        var shape = shape
        shape.trainsWeights = false
        let (angles, tensors) = (try phases(shape), try cast(randomTensors(shape), dtype))
        let own = (cosines: try angles.cosines.to(dtype: dtype), sines: try angles.sines.to(dtype: dtype))
        let gradient = try Tensor.randn(shape.rows + [shape.width]).to(dtype: dtype)
        let packed = try PackedWeights()
        try KernelTests.withEachInstructionSet { set in
            for recomputes in [false, true] {
                func numbers(_ packed: PackedWeights?) throws -> [String: [Double]] {
                    try results(tensors, shape, gradient: gradient) {
                        try fused($0, shape, own, recomputes: recomputes, packed: packed)
                    }.mapValues { try $0.doubles() }
                }
                let expected = try numbers(nil)
                #expect(try numbers(packed) == expected, "\(set.rawValue)")
                let size = packed.byteCount
                #expect(size > 0)
                #expect(try numbers(packed) == expected, "\(set.rawValue), again")
                #expect(packed.byteCount == size)
            }
        }
    }

    @Test func aMatrixThatChangedIsPackedAgain() throws {
        var shape = Self.shapes[5]
        shape.trainsWeights = false
        let (angles, tensors) = (try phases(shape), try randomTensors(shape))
        let packed = try PackedWeights()
        let before = try fused(tensors, shape, angles, packed: packed).floats()
        for name in Self.projections {
            let weight = try #require(tensors[name])
            try weight.addInPlace(weight)
            let after = try fused(tensors, shape, angles, packed: packed).floats()
            #expect(after != before, "\(name)")
            #expect(try after == fused(tensors, shape, angles).floats(), "\(name)")
        }
        var others = tensors
        others["up"] = try Tensor.randn([shape.inner, shape.width])
        #expect(
            try fused(others, shape, angles, packed: packed).floats() == fused(others, shape, angles).floats())
    }

    /// An optimizer and raw writes change a matrix as well as operations do.
    @Test func matricesThatWereTrainedOrWrittenToArePackedAgain() throws {
        let shape = Self.shapes[5]
        let (angles, tensors) = (try phases(shape), try randomTensors(shape))
        let packed = try PackedWeights()
        let weight = try #require(tensors["down"])
        func expectChange(_ change: () throws -> Void) throws {
            let before = try fused(tensors, shape, angles, packed: packed).floats()
            try change()
            let after = try fused(tensors, shape, angles, packed: packed).floats()
            #expect(after != before)
            #expect(try after == fused(tensors, shape, angles).floats())
        }
        try expectChange {
            let states = try [Tensor.zeros(like: weight), Tensor.zeros(like: weight)]
            try FusedAdamW.step(
                parameters: [weight], gradients: [Tensor.ones(weight.shape)], expAvgs: [states[0]],
                expAvgSqs: [states[1]], steps: [Tensor.zeros([1])], lr: 0.1)
        }
        try expectChange {
            try weight.withUnsafeMutableBytes { $0.storeBytes(of: 100, as: Float.self) }
        }
        packed.clear()
        #expect(packed.byteCount == 0)
    }

    /// Of matrices that share a product none is packed where one is trained.
    @Test func aProductWithATrainedMatrixIsNotPacked() throws {
        var shape = Self.shapes[5]
        shape.trainsWeights = false
        let (angles, tensors) = (try phases(shape), try randomTensors(shape))
        func size(_ trained: [String]) throws -> Int {
            let packed = try PackedWeights()
            var inputs = tensors
            for name in trained { inputs[name] = try #require(tensors[name]).detach().setRequiresGrad() }
            _ = try fused(inputs, shape, angles, packed: packed)
            return packed.byteCount
        }
        #expect(try size(["query"]) == size(["query", "key", "value"]))
        #expect(try size(["query"]) < size([]))
        #expect(try size(Self.projections) == 0)
    }

    @Test func whatIsTrainedIsNotPacked() throws {
        let shape = Self.shapes[0]
        let (angles, tensors) = (try phases(shape), try randomTensors(shape))
        let packed = try PackedWeights()
        let gradient = try Tensor.randn(shape.rows + [shape.width])
        _ = try results(tensors, shape, gradient: gradient) { try fused($0, shape, angles, packed: packed) }
        #expect(packed.byteCount == 0)
        #expect(packed.used(if: false) == nil && packed.used(if: true) != nil)
    }
}

extension KernelTests.LinearCrossEntropyTests {
    @Test(arguments: cases, [DType.float32, .bfloat16])
    func aPackedHeadGivesTheSameNumbers(_ given: Case, _ dtype: DType) throws {
        let rows = try Tensor.randn([given.rows, given.width]).to(dtype: dtype)
        let weight = try Tensor.randn([given.classes, given.width]).to(dtype: dtype)
        let targets = try Tensor((0..<given.rows).map { Int64($0 * 31 % given.classes) })
        let packed = try PackedWeights()
        try KernelTests.withEachInstructionSet { set in
            func numbers(_ packed: PackedWeights?) throws -> [[Float]] {
                let found = try LinearCrossEntropy.compute(
                    rows: rows, weight: weight, targets: targets, rowsGradient: true, packed: packed)
                return [try found.losses.floats(), try #require(found.rowsGradient).floats()]
            }
            let expected = try numbers(nil)
            for _ in 1...2 { #expect(try numbers(packed) == expected, "\(set.rawValue)") }
        }
        #expect(packed.byteCount > 0)
        #expect(packed.used(if: false) != nil)
        let trained = try PackedWeights()
        _ = try LinearCrossEntropy.compute(
            rows: rows, weight: weight.setRequiresGrad(), targets: targets, rowsGradient: true, packed: trained)
        #expect(trained.byteCount == 0)
    }
}
