import CTorch

extension Functional {
    /// The fused operations made of plain ones: what the kernels are tested against.
    public enum Reference {
        /// As ``Functional/linear(_:_:_:)``.
        public static func linear(_ x: Tensor, _ weight: Tensor, _ bias: Tensor? = nil) throws -> Tensor {
            try Functional.linear(ct_linear_reference, x, weight, bias)
        }

        /// As ``Functional/embedding(_:_:)``.
        public static func embedding(_ weight: Tensor, _ indices: Tensor) throws -> Tensor {
            try weight.make(indices, ct_embedding_reference)
        }

        /// As ``Functional/rmsNorm(_:_:eps:)``.
        public static func rmsNorm(_ x: Tensor, _ weight: Tensor, eps: Double) throws -> Tensor {
            try x.make(weight) { ct_rms_norm_reference($0, $1, $2, eps) }
        }

        /// As ``Functional/swiGLU(gate:up:)``.
        public static func swiGLU(gate: Tensor, up: Tensor) throws -> Tensor {
            try gate.make(up, ct_swiglu_reference)
        }

        /// As ``Functional/rotate(_:cosines:sines:)``.
        public static func rotate(_ x: Tensor, cosines: Tensor, sines: Tensor) throws -> Tensor {
            try x.make(cosines, sines, ct_rotate_reference)
        }

        /// As ``Functional/lora(base:x:down:up:scale:dropout:)``, but with other random numbers.
        public static func lora(
            base: Tensor, x: Tensor, down: Tensor, up: Tensor, scale: Double, dropout: Double = 0
        ) throws -> Tensor {
            try Functional.lora(ct_lora_reference, base, x, down, up, scale, dropout)
        }
    }
}
