import CTorch

/// A decoder block of the Llama family as one operation, by this library's own kernels.
///
/// `h = x + output(attention(norm(x)))`, `y = h + down(silu(gate(norm(h))) · up(norm(h)))`. For the way back it keeps
/// less than the single operations do, and what it adds to a product is added before the product is rounded.
///
/// Legend: `D` hidden size, `H` query heads, `K` key-value heads, `C` head width, `I` inner width, `r` rank.
public struct DecoderBlock {
    /// A linear layer: a matrix, and what may be added to its product.
    public struct Projection {
        /// `[out, in]`.
        public let weight: Tensor
        /// `[out]`.
        public let bias: Tensor?
        public var update: Update?

        public init(weight: Tensor, bias: Tensor? = nil, update: Update? = nil) {
            self.weight = weight
            self.bias = bias
            self.update = update
        }
    }

    /// A low-rank update as ``Functional/lora(base:x:down:up:scale:dropout:)`` computes it.
    public struct Update {
        /// `[r, in]`, float32.
        public let down: Tensor
        /// `[out, r]`, float32.
        public let up: Tensor
        public let scale: Double
        /// The share of the input that is dropped for the update.
        public let dropout: Double

        public init(down: Tensor, up: Tensor, scale: Double, dropout: Double) {
            self.down = down
            self.up = up
            self.scale = scale
            self.dropout = dropout
        }
    }

    /// The tokens of each row that a block has read before, with room for more.
    public struct Cache {
        /// `[B, capacity, K, C]`, as are the values; written in place.
        public let keys: Tensor
        public let values: Tensor
        /// How many tokens of each row they hold.
        public let length: Int

        public init(keys: Tensor, values: Tensor, length: Int) {
            (self.keys, self.values, self.length) = (keys, values, length)
        }
    }

    /// `[D]`.
    public let attentionNorm: Tensor
    /// `[D]`.
    public let feedForwardNorm: Tensor
    /// `[C]`, where each head of the queries is normalized before it is turned; then `keyNorm` is there too.
    public let queryNorm: Tensor?
    /// `[C]`, as `queryNorm`.
    public let keyNorm: Tensor?
    /// Added to the mean square of all norms.
    public let epsilon: Double
    /// `C`, even.
    public let headWidth: Int
    /// `H * C`, `K * C`, `K * C` and `D` wide.
    public let query, key, value, output: Projection
    /// `I`, `I` and `D` wide.
    public let gate, up, down: Projection

    public init(
        attentionNorm: Tensor, feedForwardNorm: Tensor, queryNorm: Tensor? = nil, keyNorm: Tensor? = nil,
        epsilon: Double, headWidth: Int, query: Projection, key: Projection, value: Projection, output: Projection,
        gate: Projection, up: Projection, down: Projection
    ) {
        self.attentionNorm = attentionNorm
        self.feedForwardNorm = feedForwardNorm
        (self.queryNorm, self.keyNorm) = (queryNorm, keyNorm)
        self.epsilon = epsilon
        self.headWidth = headWidth
        (self.query, self.key, self.value, self.output) = (query, key, value, output)
        (self.gate, self.up, self.down) = (gate, up, down)
    }

    private var projections: [Projection] { [query, key, value, output, gate, up, down] }

    private var tensors: [Tensor] {
        [attentionNorm, feedForwardNorm] + [queryNorm, keyNorm].compactMap { $0 }
            + projections.flatMap { [$0.weight, $0.bias].compactMap { $0 } }
    }

    /// Whether ``callAsFunction(_:cosines:sines:attention:recomputes:chosen:cache:packed:)`` computes `x`: bfloat16 or
    /// float32 on a CPU, the weights of the same type, updates in float32.
    public func computes(_ x: Tensor) -> Bool { computes(x.dtype, on: x.device) }

    /// As ``computes(_:)``, for an x that is still to come.
    public func computes(_ dtype: DType, on device: Device) -> Bool {
        let updates = projections.compactMap(\.update).flatMap { [$0.down, $0.up] }
        return DocumentAttention.computes(dtype, on: device)
            && tensors.allSatisfy { $0.dtype == dtype && $0.device == .cpu }
            && updates.allSatisfy { $0.dtype == .float32 && $0.device == .cpu }
    }

    /// What is kept of each token for the way back, in bytes, x included; less where not all tokens are chosen.
    /// - Parameter recomputes: as of the call; counted as for long documents then.
    public func bytesKept(recomputes: Bool = false) -> Int {
        func width(_ projection: Projection) -> Int { projection.weight.shape[0] }
        var numbers = width(output) + width(query)
        var float32Numbers = width(query) / headWidth
        if !recomputes {
            numbers += width(query) + width(key) + width(value) + width(output) + width(gate) + width(up)
            float32Numbers += 2 + projections.reduce(0) { $0 + ($1.update?.down.shape[0] ?? 0) }
        }
        return numbers * attentionNorm.dtype.itemSize + float32Numbers * DType.float32.itemSize
    }

    /// What a result of a block holds for its way back, in bytes, x included; 0 where there is none.
    public static func bytesKept(by y: Tensor) throws -> Int {
        var bytes: ct_int = 0
        try withExtendedLifetime(y) { try check(ct_decoder_block_bytes_kept(&bytes, y.handle), [y]) }
        return Int(bytes)
    }

    /// Runs the block.
    ///
    /// Dropout takes one number from the process's random sequence for each update, in the order of the projections.
    /// - Parameters:
    ///   - x: `[..., D]`, counted through as tokens.
    ///   - cosines: `C / 2` numbers for each token.
    ///   - sines: as `cosines`.
    ///   - attention: which tokens see each other.
    ///   - recomputes: keeps nothing but x, and of long documents the output of attention, and computes the rest once
    ///     more on the way back.
    ///   - chosen: the numbers of the tokens whose result is wanted, int64 `[R]`, rising; the others serve as keys and
    ///     values alone. nil: all of them.
    ///   - cache: what was read before. x then holds the next tokens of each of its rows, in rows of one length; they
    ///     are written behind the others, and `attention` needs no documents but with an empty cache. There are no
    ///     gradients then.
    ///   - packed: keeps the block's matrices packed, always the same for one block; nil: products pack them each time.
    /// - Returns: `[..., D]`, of chosen tokens `[R, D]`.
    /// - Throws: `TorchError` for shapes that do not fit, and for what ``computes(_:)`` excludes.
    public func callAsFunction(
        _ x: Tensor, cosines: Tensor, sines: Tensor, attention: DocumentAttention, recomputes: Bool = false,
        chosen: Tensor? = nil, cache: Cache? = nil, packed: PackedWeights? = nil
    ) throws -> Tensor {
        let scale = attention.scale ?? 1 / Double(headWidth).squareRoot()
        let starts = attention.documents.map { ct_int($0.start) }
        let lengths = attention.documents.map { ct_int($0.length) }
        return try withExtendedLifetime((self, x, cosines, sines, chosen, cache, packed)) {
            var block = ct_decoder_block(
                attention_norm: attentionNorm.handle, feed_forward_norm: feedForwardNorm.handle,
                query_norm: queryNorm?.handle, key_norm: keyNorm?.handle, eps: epsilon, head_width: headWidth,
                query: query.handles, key: key.handles, value: value.handles, output: output.handles,
                gate: gate.handles, up: up.handles, down: down.handles, packed: packed?.handle)
            var made: OpaquePointer?
            func run(_ cache: UnsafePointer<ct_block_cache>?) throws {
                try check(
                    ct_run_decoder_block(
                        &made, x.handle, &block, cosines.handle, sines.handle, starts, lengths, ct_int(starts.count),
                        ct_int(attention.window ?? 0), scale, recomputes, chosen?.handle, cache),
                    [x])
            }
            if let cache {
                var handles = ct_block_cache(
                    keys: cache.keys.handle, values: cache.values.handle, length: ct_int(cache.length))
                try run(&handles)
            } else {
                try run(nil)
            }
            return try Tensor(adopting: made)
        }
    }
}

extension DecoderBlock.Projection {
    fileprivate var handles: ct_projection {
        ct_projection(
            weight: weight.handle, bias: bias?.handle, down: update?.down.handle, up: update?.up.handle,
            scale: update?.scale ?? 0, dropout: update?.dropout ?? 0)
    }
}
