import NN
import Torch

/// The gated feed-forward layer of one block.
final class LlamaMLP: Module {
    private(set) var gateProjection: any LinearLayer
    private(set) var upProjection: any LinearLayer
    private(set) var downProjection: any LinearLayer

    init(_ configuration: LlamaConfiguration, name: String, source: any ParameterSource) throws {
        let (width, inner, bias) = (configuration.hiddenSize, configuration.intermediateSize, configuration.mlpBias)
        gateProjection = try source.linear("\(name).gate_proj", inner, width, bias: bias)
        upProjection = try source.linear("\(name).up_proj", inner, width, bias: bias)
        downProjection = try source.linear("\(name).down_proj", width, inner, bias: bias)
    }

    var children: [(name: String, module: any Module)] {
        [("gate_proj", gateProjection), ("up_proj", upProjection), ("down_proj", downProjection)]
    }

    func replaceLinear(named name: String, with layer: any LinearLayer) throws {
        switch name {
        case "gate_proj": gateProjection = layer
        case "up_proj": upProjection = layer
        case "down_proj": downProjection = layer
        default: throw NNError("LlamaMLP: has no linear layer '\(name)'; it has gate_proj, up_proj, down_proj")
        }
    }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
        try downProjection(SwiGLU.activate(gate: gateProjection(x), up: upProjection(x)))
    }
}
