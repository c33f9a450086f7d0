// Causal attention over documents of a flat run of tokens, forward and backward, without a mask in memory.
//
// Legend: `T` tokens, `H` query heads, `K` key-value heads (a divisor of H), `C` head width. Query head h reads
// key-value head h / (H / K). Memory beside the operands grows with T, never with its square.
//
// The online softmax follows https://arxiv.org/abs/2205.14135, its backward https://arxiv.org/abs/2307.08691.
#pragma once

#include <cstdint>

namespace ct::kernels {

// A run of tokens that attend to each other.
struct Document {
    int64_t start;
    int64_t length;
};

struct AttentionShape {
    int64_t tokens;
    int64_t query_heads;
    int64_t key_heads;
    int64_t head_width;
    // A token sees itself and the window - 1 tokens before it; 0 for all of them.
    int64_t window;
    // What the products of queries and keys are multiplied with.
    float scale;
    const Document *documents;
    int64_t document_count;
};

// Heads of tokens: head h of token t lies at `data + t * stride + h * C`.
template <class Element>
struct Heads {
    Element *data;
    int64_t stride;

    Element *at(int64_t token, int64_t column) const { return data + token * stride + column; }
};

// Rows of one sequence each: the last `tokens` of the `keys` tokens are new and attend to all before them.
struct CachedAttentionShape {
    int64_t rows;
    int64_t tokens;
    int64_t keys;
    int64_t query_heads;
    int64_t key_heads;
    int64_t head_width;
    // As in AttentionShape.
    int64_t window;
    float scale;
};

// Heads of tokens of rows: those of token t of a row lie at `data + row * row_stride + t * stride`.
template <class Element>
struct CachedHeads {
    Element *data;
    int64_t row_stride;
    int64_t stride;

    Element *at(int64_t row, int64_t token, int64_t column) const {
        return data + row * row_stride + token * stride + column;
    }
};

} // namespace ct::kernels
