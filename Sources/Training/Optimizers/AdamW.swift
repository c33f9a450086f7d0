public import NN
public import Torch

/// AdamW with decoupled weight decay (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101).
///
/// A parameter of a shorter type than float32 gets a float32 master copy that takes the updates, because in bfloat16 a
/// change below 1/256 of the value would be lost. For bfloat16 on a CPU only the 16 bits are kept that the parameter
/// itself does not hold.
public final class AdamW: Optimizer {
    public struct Configuration: Sendable, Equatable {
        public var learningRate = 1e-4
        public var beta1 = 0.9
        public var beta2 = 0.999
        public var epsilon = 1e-8
        public var weightDecay = 0.0
        /// Type of both moments: float32, or on the CPU bfloat16, which takes half the memory.
        public var stateType = DType.float32

        public init(learningRate: Double = 1e-4, weightDecay: Double = 0, stateType: DType = .float32) {
            self.learningRate = learningRate
            self.weightDecay = weightDecay
            self.stateType = stateType
        }
    }

    /// What is kept for one parameter.
    private struct Slot {
        let parameter: Parameter
        /// What takes the updates, see `FusedAdamW`; nil where the parameter itself is float32.
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
                    master: try Self.master(of: tensor),
                    average: try Tensor.zeros(like: tensor, dtype: configuration.stateType),
                    squareAverage: try Tensor.zeros(like: tensor, dtype: configuration.stateType),
                    step: try Tensor.zeros([], dtype: .float32, device: tensor.device))
            }
        }
    }

    private static func master(of tensor: Tensor) throws -> Tensor? {
        switch tensor.dtype {
        case .float32: nil
        case .bfloat16 where tensor.device == .cpu: try Tensor.zeros(like: tensor, dtype: .int16)
        default: try tensor.detach().to(dtype: .float32)
        }
    }

    public func step() throws {
        try Autograd.noGrad {
            let entries = try slots.compactMap { slot in try slot.parameter.tensor.grad.map { (slot, $0) } }
            try FusedAdamW.step(
                parameters: entries.map(\.0.parameter.tensor), masters: entries.map(\.0.master),
                gradients: entries.map(\.1), expAvgs: entries.map(\.0.average),
                expAvgSqs: entries.map(\.0.squareAverage), steps: entries.map(\.0.step), lr: learningRate,
                beta1: configuration.beta1, beta2: configuration.beta2, weightDecay: configuration.weightDecay,
                eps: configuration.epsilon)
        }
        try clearGradients()
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
