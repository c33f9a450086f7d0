public import NN
public import Torch

/// A linear layer with a low-rank update beside it: `y = base(x) + scaling · B(A(dropout(x)))`.
///
/// The base stays frozen. `A` and `B` are kept in float32; the update is computed in float32 on a CPU, elsewhere in the
/// compute dtype.
public final class LoRALinear: LinearLayer, TrainingModeSwitching {
    /// The layer as it was.
    public let base: any LinearLayer
    /// `A`, `[r, inFeatures]`.
    public let down: Parameter
    /// `B`, `[outFeatures, r]`.
    public let up: Parameter
    /// The settings of the adapter that this layer belongs to.
    public let configuration: LoRAConfiguration
    /// False until `setTraining(true)`: then the update drops part of its input.
    public var isTraining = false

    static let downName = "lora_A.weight"
    static let upName = "lora_B.weight"

    /// Wraps `base` with the given matrices.
    /// - Throws: `AdapterError` when they do not fit it.
    public init(base: any LinearLayer, configuration: LoRAConfiguration, down: Tensor, up: Tensor) throws {
        let wanted = [[configuration.r, base.inFeatures], [base.outFeatures, configuration.r]]
        guard [down.shape, up.shape] == wanted else {
            throw AdapterError(
                place: "lora_A, lora_B", problem: "have shapes \(down.shape), \(up.shape)",
                cure: "this layer with r = \(configuration.r) needs \(wanted[0]), \(wanted[1])")
        }
        self.base = base
        self.configuration = configuration
        self.down = Parameter(down)
        self.up = Parameter(up)
        try self.down.setTrainable(true)
        try self.up.setTrainable(true)
    }

    /// Wraps `base` with an update that is zero at first: `A` uniform as `nn.Linear` draws it, `B` zero.
    public convenience init(base: any LinearLayer, configuration: LoRAConfiguration) throws {
        let device = base.parameters.first?.parameter.tensor.device ?? .cpu
        // Kaiming's uniform bound with slope √5, as peft uses it, is the inverse root of the fan-in.
        let bound = 1 / Double(base.inFeatures).squareRoot()
        try self.init(
            base: base, configuration: configuration,
            down: Tensor.uniform([configuration.r, base.inFeatures], low: -bound, high: bound, device: device),
            up: Tensor.zeros([base.outFeatures, configuration.r], device: device))
    }

    public var inFeatures: Int { base.inFeatures }
    public var outFeatures: Int { base.outFeatures }

    /// The base's weights under their checkpoint keys, then the update's.
    public var parameters: [(name: String, parameter: Parameter)] {
        base.parameters + [(Self.downName, down), (Self.upName, up)]
    }

    private var dropout: Double { isTraining ? configuration.loraDropout : 0 }

    public func callAsFunction(_ x: Tensor) throws -> Tensor {
        try Functional.lora(
            base: base(x), x: x, down: down.tensor, up: up.tensor, scale: configuration.scaling, dropout: dropout)
    }

    public var projection: DecoderBlock.Projection? {
        guard var projection = base.projection, projection.update == nil else { return nil }
        projection.update = .init(
            down: down.tensor, up: up.tensor, scale: configuration.scaling, dropout: dropout)
        return projection
    }

    /// What the update adds to the base's weight, `[outFeatures, inFeatures]` float32: `scaling · B A`.
    public func weightDelta() throws -> Tensor {
        try up.tensor.matmul(down.tensor) * configuration.scaling
    }
}
