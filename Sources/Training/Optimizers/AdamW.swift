public import NN
import Torch

/// AdamW with decoupled weight decay (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101).
///
/// Moments are float32 whatever the parameters are. A parameter of a shorter type gets a float32 master copy that
/// takes the updates, because in bfloat16 a change below 1/256 of the value would be lost.
public final class AdamW: Optimizer {
    public struct Configuration: Sendable, Equatable {
        public var learningRate = 1e-4
        public var beta1 = 0.9
        public var beta2 = 0.999
        public var epsilon = 1e-8
        public var weightDecay = 0.0

        public init(learningRate: Double = 1e-4, weightDecay: Double = 0) {
            self.learningRate = learningRate
            self.weightDecay = weightDecay
        }
    }

    /// What is kept for one parameter.
    private struct Slot {
        let parameter: Parameter
        /// float32 copy that takes the updates; nil where the parameter itself is float32.
        let master: Tensor?
        let average: Tensor
        let squareAverage: Tensor
        let step: Tensor
    }

    public var learningRate: Double
    private let configuration: Configuration
    private let slots: [Slot]

    /// - Throws: `TorchError` when memory for the states runs out.
    public init(_ parameters: [Parameter], configuration: Configuration) throws {
        self.configuration = configuration
        learningRate = configuration.learningRate
        slots = try Autograd.noGrad {
            try parameters.map { parameter in
                let tensor = parameter.tensor
                return Slot(
                    parameter: parameter,
                    master: tensor.dtype == .float32 ? nil : try tensor.detach().to(dtype: .float32),
                    average: try Tensor.zeros(like: tensor, dtype: .float32),
                    squareAverage: try Tensor.zeros(like: tensor, dtype: .float32),
                    step: try Tensor.zeros([], dtype: .float32, device: tensor.device))
            }
        }
    }

    public func step() throws {
        try Autograd.noGrad {
            var plain: [(slot: Slot, gradient: Tensor)] = []
            for slot in slots {
                guard let gradient = try slot.parameter.tensor.grad else { continue }
                if let master = slot.master {
                    // One at a time, so that only one float32 gradient lives beside the short ones.
                    try update([(slot, try gradient.to(dtype: .float32))])
                    try slot.parameter.tensor.copyInPlace(from: master)
                } else {
                    plain.append((slot, gradient))
                }
            }
            if !plain.isEmpty { try update(plain) }
        }
        try clearGradients()
    }

    private func update(_ entries: [(slot: Slot, gradient: Tensor)]) throws {
        try FusedAdamW.step(
            parameters: entries.map { $0.slot.master ?? $0.slot.parameter.tensor },
            gradients: entries.map(\.gradient),
            expAvgs: entries.map(\.slot.average),
            expAvgSqs: entries.map(\.slot.squareAverage),
            steps: entries.map(\.slot.step),
            lr: learningRate, beta1: configuration.beta1, beta2: configuration.beta2,
            weightDecay: configuration.weightDecay, eps: configuration.epsilon)
    }

    public func clearGradients() throws {
        for slot in slots { try slot.parameter.tensor.clearGrad() }
    }

    public func gradientNorm() throws -> Double {
        try Foreach.norm(try gradients())
    }

    public func scaleGradients(by factor: Double) throws {
        try Foreach.scaleInPlace(try gradients(), factor)
    }

    private func gradients() throws -> [Tensor] {
        try slots.compactMap { try $0.parameter.tensor.grad }
    }
}
