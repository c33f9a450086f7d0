import NN

/// Where a model under construction gets its weights from: a checkpoint, or fresh random numbers.
protocol ParameterSource {
    /// The weight of that checkpoint key and shape.
    func parameter(_ name: String, shape: [Int]) throws -> Parameter
}

extension ParameterSource {
    func linear(_ name: String, _ outFeatures: Int, _ inFeatures: Int, bias: Bool) throws -> Linear {
        try Linear(
            weight: parameter("\(name).weight", shape: [outFeatures, inFeatures]),
            bias: bias ? parameter("\(name).bias", shape: [outFeatures]) : nil)
    }

    /// - Parameter width: of the vectors that are normalized; nil: the hidden size.
    func norm(_ name: String, _ configuration: LlamaConfiguration, width: Int? = nil) throws -> RMSNorm {
        RMSNorm(
            weight: try parameter("\(name).weight", shape: [width ?? configuration.hiddenSize]),
            epsilon: configuration.rmsNormEps)
    }
}
