import Testing
import Torch

@Suite struct FusedAdamWTests {
    @Test func threeStepsMatchTheFormula() throws {
        let (lr, beta1, beta2, decay, eps) = (0.1, 0.9, 0.99, 0.05, 1e-6)
        var weights = [[1.0, -2, 3], [0.5]]
        var averages = weights.map { $0.map { _ in 0.0 } }
        var squares = averages
        let parameters = try [
            Tensor(weights[0].map(Float.init)).setRequiresGrad(),
            Tensor(weights[1].map(Float.init), shape: [1, 1]).setRequiresGrad(),
        ]
        let expAvgs = try parameters.map { try Tensor.zeros(like: $0) }
        let expAvgSqs = try parameters.map { try Tensor.zeros(like: $0) }
        let steps = try parameters.map { _ in try Tensor.scalar(0) }

        for step in 1...3 {
            let gradients = weights.map { row in row.indices.map { 0.3 * Double(step) - 0.2 * Double($0) } }
            try FusedAdamW.step(
                parameters: parameters,
                gradients: zip(gradients, parameters).map { try Tensor($0.map(Float.init), shape: $1.shape) },
                expAvgs: expAvgs, expAvgSqs: expAvgSqs, steps: steps, lr: lr, beta1: beta1, beta2: beta2,
                weightDecay: decay, eps: eps)
            let (bias1, bias2) = (1 - power(beta1, step), 1 - power(beta2, step))
            for (row, gradient) in gradients.enumerated() {
                for (i, g) in gradient.enumerated() {
                    averages[row][i] = beta1 * averages[row][i] + (1 - beta1) * g
                    squares[row][i] = beta2 * squares[row][i] + (1 - beta2) * g * g
                    weights[row][i] -= lr * decay * weights[row][i]
                    let denominator = (squares[row][i] / bias2).squareRoot() + eps
                    weights[row][i] -= lr * averages[row][i] / bias1 / denominator
                }
            }
            for (parameter, expected) in zip(parameters, weights) { try expectClose(parameter, expected) }
        }
        for (state, expected) in zip(expAvgs, averages) { try expectClose(state, expected) }
        for (state, expected) in zip(expAvgSqs, squares) { try expectClose(state, expected) }
        #expect(try steps.map { try $0.item() } == [3, 3])
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { value, _ in value * base }
    }

    /// The kernel walks plain memory, so a transposed gradient must be laid out anew first.
    @Test func stridedGradientsMeetTheirElements() throws {
        let start = try Tensor.zeros([2, 2])
        let gradient = try Tensor([1, -1, 1, 1] as [Float], shape: [2, 2]).t()
        let (average, square, step) = (try Tensor.zeros([2, 2]), try Tensor.zeros([2, 2]), try Tensor.scalar(0))
        try FusedAdamW.step(
            parameters: [start], gradients: [gradient], expAvgs: [average], expAvgSqs: [square], steps: [step], lr: 1,
            weightDecay: 0)
        try expectClose(start, [-1, -1, 1, -1], tolerance: 1e-5)
    }

    @Test func masterTakesTheUpdate() throws {
        let parameter = try Tensor.ones([5], dtype: .bfloat16)
        let master = try Tensor.ones([5])
        for isReference in [false, true] {
            try FusedAdamW.step(
                parameters: [parameter], masters: [master], gradients: [.ones([5], dtype: .bfloat16)],
                expAvgs: [.zeros([5])], expAvgSqs: [.zeros([5])], steps: [.scalar(0)], lr: 1e-3, weightDecay: 0,
                isReference: isReference)
        }
        // Two steps of the rate; bfloat16 knows nothing between 1 and 0.996.
        try expectClose(master, Array(repeating: 0.998, count: 5), tolerance: 1e-5)
        #expect(try parameter.floats() == Array(repeating: 1 - 1 / 256, count: 5))
    }

    @Test func bfloat16Steps() throws {
        let types = try (0..<4).map { _ in try Tensor.ones([2], dtype: .bfloat16) }
        try FusedAdamW.step(
            parameters: [types[0]], gradients: [types[1]], expAvgs: [types[2]], expAvgSqs: [types[3]],
            steps: [.scalar(0)], lr: 0.5, weightDecay: 0)
        #expect(try types[0].floats().allSatisfy { $0 < 1 })
    }

    @Test func mismatchedStateThrowsAndChangesNothing() throws {
        let parameter = try Tensor.ones([2])
        let state = try Tensor.zeros([2])
        let step = try Tensor.scalar(0)
        let wrong: [(String, [Tensor], [Tensor])] = try [
            ("1 parameters, but 0 gradients", [], [step]),
            ("parameter 0 is [2] Float, but its gradient", [.zeros([3])], [step]),
            ("parameter 0 is [2] Float, but its gradient", [.zeros([2], dtype: .bfloat16)], [step]),
            ("step counter 0", [.ones([2])], [.scalar(0, dtype: .int64)]),
        ]
        for (message, gradients, steps) in wrong {
            let error = torchError {
                try FusedAdamW.step(
                    parameters: [parameter], gradients: gradients, expAvgs: [state], expAvgSqs: [state], steps: steps,
                    lr: 1)
            }
            #expect(error?.message.contains(message) == true)
        }
        #expect(try parameter.floats() == [1, 1] && step.item() == 0)
        try FusedAdamW.step(parameters: [], gradients: [], expAvgs: [], expAvgSqs: [], steps: [], lr: 1)
    }
}
