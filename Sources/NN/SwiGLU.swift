public import Torch

/// The gated activation of Llama's feed-forward layers (https://arxiv.org/abs/2002.05202).
public enum SwiGLU {
    /// `silu(gate) * up`, element by element.
    public static func activate(gate: Tensor, up: Tensor) throws -> Tensor {
        try Functional.swiGLU(gate: gate, up: up)
    }
}
