import Foundation
import NN
import Testing
import Torch

struct LayerTests {
    @Test func rmsNormScalesToUnitMeanSquare() throws {
        let norm = RMSNorm(weight: Parameter(try Tensor([Float(1), 2, 3, 4])), epsilon: 0)
        let y = try norm(Tensor([Float(2), -2, 2, -2], shape: [1, 4])).floats()
        #expect(zip(y, [Float(1), -2, 3, -4]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test func rmsNormRoundsBeforeItScales() throws {
        let values = try Tensor.randn([3, 16]).to(dtype: .bfloat16)
        let weight = try Tensor.randn([16]).to(dtype: .bfloat16)
        let found = try RMSNorm(weight: Parameter(weight), epsilon: 1e-5)(values)
        let wide = try values.to(dtype: .float32)
        let scaled = try wide * (wide.square().mean([-1], keepDim: true) + 1e-5).rsqrt()
        #expect(found.dtype == .bfloat16)
        #expect(try found.floats() == (scaled.to(dtype: .bfloat16) * weight).floats())
    }

    @Test func swiGLUGates() throws {
        let y = try SwiGLU.activate(gate: Tensor([Float(0), 2]), up: Tensor([Float(3), 4])).floats()
        #expect(y[0] == 0)
        #expect(abs(y[1] - 8 / (1 + exp(Float(-2)))) < 1e-5)
    }

    @Test func linearAddsItsBias() throws {
        let layer = try Linear(
            weight: Parameter(Tensor([Float(1), 2, 3, 4, 5, 6], shape: [3, 2])),
            bias: Parameter(Tensor([Float(1), 1, 1])))
        #expect(try layer(Tensor([Float(1), 10], shape: [1, 2])).floats() == [22, 44, 66])
        #expect(layer.inFeatures == 2 && layer.outFeatures == 3)
    }

    @Test func embeddingLooksUpRows() throws {
        let embedding = Embedding(weight: Parameter(try Tensor([Float(1), 2, 3, 4], shape: [2, 2])))
        let found = try embedding(Tensor([Int64(1), 0, 1], shape: [1, 3]))
        #expect(found.shape == [1, 3, 2])
        #expect(try found.floats() == [3, 4, 1, 2, 3, 4])
        #expect(throws: TorchError.self) { _ = try embedding(Tensor([Int64(2)], shape: [1, 1])) }
    }
}
