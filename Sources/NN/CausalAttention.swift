public import Torch

/// Causal attention with grouped queries: query head `h` reads key-value head `h / (H / K)`.
///
/// Legend: `B` rows, `T` tokens, `S` tokens with the cached ones, `H` query heads, `K` key-value heads, `C` head width.
public enum CausalAttention {
    /// Attention within one input: each token sees itself and the earlier tokens of its document.
    ///
    /// No mask of tokens by tokens is ever built: the kernels, those of a GPU too, take documents as they lie in the
    /// rows; where there is no kernel, documents are cut out and attended to one by one.
    /// - Parameters:
    ///   - query: `[B, T, H, C]`.
    ///   - key: `[B, T, K, C]`.
    ///   - value: `[B, T, K, C]`.
    ///   - varlen: the pieces of the layout, for GPUs; runs of padding count as documents there.
    /// - Returns: `[B, T, H * C]`. What stands at padding means nothing.
    public static func attend(
        query: Tensor, key: Tensor, value: Tensor, layout: AttentionLayout, varlen: VarlenAttention? = nil
    ) throws -> Tensor {
        let shape = query.shape
        let (rows, length, width) = (shape[0], shape[1], shape[2] * shape[3])
        if DocumentAttention.computes(query) {
            return try DocumentAttention(documents: layout.documents)(query: query, key: key, value: value)
                .reshape([rows, length, width])
        }
        switch layout.form {
        case .wholeRows:
            return try causal(query, key, value).reshape([rows, length, width])
        case .equalDocuments(let documentLength):
            let split = try [query, key, value].map {
                try $0.reshape([rows * length / documentLength, documentLength, $0.size(2), $0.size(3)])
            }
            return try causal(split[0], split[1], split[2]).reshape([rows, length, width])
        case .documents(let pieces):
            if let varlen, try VarlenAttention.computes(query: query, key: key, value: value) {
                return try varlen(query: query, key: key, value: value).reshape([rows, length, width])
            }
            // `split` has one backward that joins the pieces again; narrowing each would add up whole-row gradients.
            let sizes = pieces.map(\.length)
            let split = try [query, key, value].map {
                try $0.reshape([1, rows * length, $0.size(2), $0.size(3)]).split(sizes: sizes, dim: 1)
            }
            let outputs = try pieces.indices.map { index in
                pieces[index].isPadding
                    ? try Tensor.zeros(split[0][index].shape, dtype: query.dtype, device: query.device)
                    : try causal(split[0][index], split[1][index], split[2][index])
            }
            return try Tensor.cat(outputs, dim: 1).reshape([rows, length, width])
        }
    }

    /// Attention of new tokens to cached ones and to themselves, in rows of one sequence each.
    /// - Parameters:
    ///   - query: `[B, T, H, C]`, the last `T` of the `S` tokens.
    ///   - key: `[B, S, K, C]`.
    ///   - value: `[B, S, K, C]`.
    /// - Returns: `[B, T, H * C]`.
    public static func attend(query: Tensor, cachedKey key: Tensor, cachedValue value: Tensor) throws -> Tensor {
        let shape = query.shape
        let (rows, length, total) = (shape[0], shape[1], try key.size(1))
        let output: Tensor
        if length == total {
            return try attend(
                query: query, key: key, value: value,
                layout: AttentionLayout(documentLengths: nil, rows: rows, length: length))
        } else if DocumentAttention.computes(query) {
            output = try CachedAttention()(query: query, key: key, value: value)
        } else if length == 1 {
            output = try product(query, key, value)
        } else {
            let mask = try Tensor.ones([length, total], dtype: .bool, device: query.device)
                .tril(diagonal: total - length)
            output = try product(query, key, value, mask: mask)
        }
        return try output.reshape([rows, length, shape[2] * shape[3]])
    }

    private static func causal(_ query: Tensor, _ key: Tensor, _ value: Tensor) throws -> Tensor {
        try product(query, key, value, isCausal: true)
    }

    /// Tokens before heads in and out; the operation itself wants heads before tokens and takes strided views.
    private static func product(
        _ query: Tensor, _ key: Tensor, _ value: Tensor, mask: Tensor? = nil, isCausal: Bool = false
    ) throws -> Tensor {
        let isGrouped = try query.size(2) != key.size(2)
        return try Functional.scaledDotProductAttention(
            query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), mask: mask, isCausal: isCausal,
            enableGQA: isGrouped
        ).transpose(1, 2)
    }
}
