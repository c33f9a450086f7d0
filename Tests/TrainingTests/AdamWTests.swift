import NN
import Testing
import Torch
import Training

@Suite("AdamW")
struct AdamWTests {
    @Test("a bfloat16 parameter moves by its float32 master, so that small steps add up")
    func masterWeights() throws {
        let parameter = Parameter(try Tensor([1.0, 1.0] as [Float], shape: [2]).to(dtype: .bfloat16))
        try parameter.setTrainable(true)
        let optimizer = try AdamW([parameter], configuration: .init(learningRate: 1e-3))
        for _ in 0..<20 {
            // Each step moves by about the rate, 0.001; next to 1, bfloat16 knows nothing between 1 and 0.996.
            try (parameter.tensor.to(dtype: .float32) * 3.0).sum().backward()
            try optimizer.step()
        }
        let values = try parameter.tensor.floats()
        #expect(values.allSatisfy { abs($0 - 0.98) < 0.004 })
    }

    @Test("decay is decoupled from the gradient")
    func weightDecay() throws {
        let parameter = Parameter(try Tensor([2.0 as Float], shape: [1]))
        try parameter.setTrainable(true)
        let optimizer = try AdamW([parameter], configuration: .init(learningRate: 0.1, weightDecay: 0.5))
        try (parameter.tensor * 0.0).sum().backward()
        try optimizer.step()
        #expect(abs(try parameter.tensor.item() - 2 * (1 - 0.1 * 0.5)) < 1e-6)
    }

    @Test("a step clears the gradients, and a parameter without one stays")
    func clearsGradients() throws {
        let used = Parameter(try Tensor([1.0 as Float], shape: [1]))
        let unused = Parameter(try Tensor([1.0 as Float], shape: [1]))
        try used.setTrainable(true)
        try unused.setTrainable(true)
        let optimizer = try AdamW([used, unused], configuration: .init(learningRate: 0.1))
        try used.tensor.sum().backward()
        #expect(try optimizer.gradientNorm() == 1)
        try optimizer.scaleGradients(by: 0.5)
        #expect(try optimizer.gradientNorm() == 0.5)
        try optimizer.step()
        #expect(try used.gradient == nil)
        #expect(try unused.tensor.item() == 1)
        #expect(try used.tensor.item() < 1)
    }
}
