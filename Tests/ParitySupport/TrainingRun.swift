public import NN
public import Torch

/// The plain training loop of the reference: the same batch at every step, AdamW, no weight decay.
public struct TrainingRun {
    private let model: any CausalLanguageModel
    private let input: ModelInput
    private let targets: [Int32]

    public init(model: any CausalLanguageModel, fixture: ParityFixture) throws {
        self.model = model
        input = try fixture.input()
        targets = try fixture.targets()
    }

    /// The mean negative log-likelihood of the trained tokens.
    public func loss() throws -> Tensor {
        let sum = try CrossEntropy(model: model).sum(hidden: model.hidden(input), targets: targets)
        return try sum / Double(targets.count { $0 != CrossEntropy.ignoredTarget })
    }

    /// The gradients of all trainable weights under their checkpoint keys.
    public func gradients() throws -> [String: Tensor] {
        try model.clearGradients()
        try loss().backward()
        var found: [String: Tensor] = [:]
        for (name, parameter) in model.trainableParameters() { found[name] = try parameter.gradient?.clone() }
        try model.clearGradients()
        return found
    }

    /// The losses before each of `steps` steps.
    public func losses(steps: Int, learningRate: Double = 1e-3) throws -> [Double] {
        let parameters = model.trainableParameters().map(\.parameter.tensor)
        let first = try parameters.map { try Tensor.zeros(like: $0) }
        let second = try parameters.map { try Tensor.zeros(like: $0) }
        let counts = try parameters.map { _ in try Tensor.zeros([]) }
        return try (0..<steps).map { _ in
            try model.clearGradients()
            let loss = try loss()
            try loss.backward()
            let gradients = try parameters.map { try $0.grad ?? Tensor.zeros(like: $0) }
            try FusedAdamW.step(
                parameters: parameters, gradients: gradients, expAvgs: first, expAvgSqs: second, steps: counts,
                lr: learningRate, weightDecay: 0)
            return try loss.item()
        }
    }
}
