import CTorch

/// Causal attention over documents, without a mask of tokens by tokens.
///
/// Legend: `T` tokens of all leading dimensions, `H` query heads, `K` key-value heads (a divisor of H), `C` head width.
public struct DocumentAttention: Sendable {
    /// A run of tokens that attend to each other, counted through all rows.
    public struct Document: Sendable, Equatable {
        public let start: Int
        public let length: Int

        public init(start: Int, length: Int) {
            self.start = start
            self.length = length
        }
    }

    /// In order, without overlap; tokens outside of them come out as zeros.
    public let documents: [Document]
    /// A token sees itself and the `window - 1` tokens before it; nil means all of its document's.
    public let window: Int?
    /// What the products of queries and keys are multiplied with; nil means 1/sqrt(C).
    public let scale: Double?

    public init(documents: [Document], window: Int? = nil, scale: Double? = nil) {
        self.documents = documents
        self.window = window
        self.scale = scale
    }

    /// Whether ``callAsFunction(query:key:value:)`` computes tensors like this one: bfloat16 and float32 on a CPU.
    public static func computes(_ tensor: Tensor) -> Bool { computes(tensor.dtype, on: tensor.device) }

    static func computes(_ dtype: DType, on device: Device) -> Bool {
        device == .cpu && (dtype == .bfloat16 || dtype == .float32)
    }

    /// Attention by this library's own kernels, whose memory grows with T and never with its square.
    ///
    /// Results do not depend on the number of threads. Sources: https://arxiv.org/abs/2205.14135 (online softmax),
    /// https://arxiv.org/abs/2307.08691 (its backward pass).
    /// - Parameters:
    ///   - query: `[..., H, C]`.
    ///   - key: `[..., K, C]`.
    ///   - value: `[..., K, C]`.
    /// - Returns: `[..., H, C]`.
    /// - Throws: `TorchError` for shapes that do not fit, and for another device or type than ``computes(_:)`` tells.
    public func callAsFunction(query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try run(ct_document_attention, query, key, value)
    }

    /// The same made of plain operations, with a matrix of scores for each document, on any device and in any type.
    public func reference(query: Tensor, key: Tensor, value: Tensor) throws -> Tensor {
        try run(ct_document_attention_reference, query, key, value)
    }

    private typealias Call = (
        Out, OpaquePointer, OpaquePointer, OpaquePointer, UnsafePointer<ct_int>, UnsafePointer<ct_int>, ct_int, ct_int,
        Double
    ) -> ct_status

    private func run(_ call: Call, _ query: Tensor, _ key: Tensor, _ value: Tensor) throws -> Tensor {
        let scale = try self.scale ?? 1 / Double(query.size(-1)).squareRoot()
        let starts = documents.map { ct_int($0.start) }
        let lengths = documents.map { ct_int($0.length) }
        return try withExtendedLifetime((query, key, value)) {
            var made: OpaquePointer?
            try check(
                call(
                    &made, query.handle, key.handle, value.handle, starts, lengths, ct_int(documents.count),
                    ct_int(window ?? 0), scale), [query, key, value])
            return try Tensor(adopting: made)
        }
    }
}
