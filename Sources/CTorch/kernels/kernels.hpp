// All kernels of one instruction set, as functions on plain memory. `in_use<Element>()` gives those to use.
//
// Numbers are float32 or bfloat16 and computed with in float32; rows follow each other without gaps unless a stride is
// given. Nothing here knows libtorch.
#pragma once

#include <cstdint>

#include "attention.hpp"
#include "gemm.hpp"

namespace ct::kernels {

// bfloat16 is kept as its 16 bits.
using Bfloat16 = uint16_t;

// The low-rank update of a linear layer.
struct LoRAShape {
    int64_t rows;
    int64_t in;
    int64_t out;
    int64_t rank;
    float scale;
    // The share of the input that is dropped, below 1, by a function of the seed.
    double dropout;
    uint64_t seed;
};

// What one step of AdamW has in common for all parameters.
struct AdamWStep {
    float beta1;
    float beta2;
    float epsilon;
    // 1 - rate * weight decay.
    float decay;
};

// A parameter with its gradient and state.
template <class Element, class State>
struct AdamWParameter {
    int64_t count;
    Element *value;
    // What takes the update in float32 and is rounded to `value`; null where that takes it itself.
    float *master;
    // Or the same in half the memory, for values of bfloat16: what the float32 number's bits lie beyond those of `value`.
    int16_t *remainder;
    const Element *gradient;
    State *average;
    State *square_average;
    // The learning rate, by the correction of the average.
    float rate;
    // By the correction of the square average: 1 / sqrt(1 - beta2^t).
    float root_correction;
    // Decides how states of bfloat16 are rounded.
    uint64_t key;
};

// What is added to heads before they are normalized, and where the sum goes; nothing where there is no data.
template <class Element>
struct AddedResidual {
    Heads<const Element> residual;
    Heads<Element> sum;
};

template <class Element>
struct Kernels {
    // `log_sums` [H, T] receives the binary logarithm of each softmax denominator, which the backward pass needs.
    // Tokens outside of every document are not touched.
    void (*attention)(
        const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
        Heads<Element> output, float *log_sums);

    // The three gradients. Sums are made in an order that does not depend on the number of threads.
    void (*attention_backward)(
        const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
        Heads<const Element> output, Heads<const Element> output_gradient, const float *log_sums,
        Heads<Element> query_gradient, Heads<Element> key_gradient, Heads<Element> value_gradient);

    // Attention of new tokens, counted through all rows in query and output, to cached ones and to each other.
    void (*cached_attention)(
        const CachedAttentionShape &shape, Heads<const Element> query, CachedHeads<const Element> key,
        CachedHeads<const Element> value, Heads<Element> output);

    // y = weight * rounded(x / rms(x)) for each head of x, or of its sum with a residual; `inverses` [tokens, heads]
    // receives 1 / rms(x). Rows that are normalized whole are tokens of one head.
    void (*rms_norm)(
        Heads<const Element> x, AddedResidual<Element> added, const Element *weight, int64_t tokens, int64_t heads,
        int64_t width, float epsilon, Heads<Element> y, float *inverses);

    // The gradient of x, and that of the weight (float32) where it is not null. `residual`, where it is not null, is the
    // gradient that reaches x on another way, and is added. The gradient of x may take the place of that of y.
    void (*rms_norm_backward)(
        Heads<const Element> x, const Element *weight, const float *inverses, Heads<const Element> y_gradient,
        Heads<const Element> residual, int64_t tokens, int64_t heads, int64_t width, Heads<Element> x_gradient,
        float *weight_gradient);

    // y = silu(gate) * up, of rows of `width` numbers.
    void (*swiglu)(Rows<const Element> gate, Rows<const Element> up, int64_t rows, int64_t width, Element *y);

    void (*swiglu_backward)(
        const Element *gate, const Element *up, const Element *y_gradient, int64_t count, Element *gate_gradient,
        Element *up_gradient);

    // Turns each head of x by its token's angles: the first half of a head is the real part, the second the imaginary.
    // cosines and sines [tokens, width / 2]; direction -1 turns back. y may be x.
    void (*rotate)(
        Heads<const Element> x, const Element *cosines, const Element *sines, int64_t tokens, int64_t heads,
        int64_t width, float direction, Heads<Element> y);

    // reduced = down dropout(x) for each row: reduced [rows, rank], down [rank, in]. Of these three all sizes are above 0.
    void (*lora_reduce)(const LoRAShape &shape, Rows<const Element> x, const float *down, float *reduced);

    // y = base + scale * up reduced for each row, with reduced as above; up [out, rank].
    void (*lora)(
        const LoRAShape &shape, Rows<const Element> x, const float *down, const float *up, const Element *base,
        Element *y, float *reduced);

    // The gradients of both matrices, and those of x and of `reduced` where they are not null; that of the base is the
    // one of y.
    void (*lora_backward)(
        const LoRAShape &shape, Rows<const Element> x, const float *down, const float *up, const float *reduced,
        Rows<const Element> y_gradient, Element *x_gradient, float *reduced_gradient, float *down_gradient,
        float *up_gradient);

    // A product with its epilogue; sizes are above 0.
    void (*gemm)(const Gemm<Element> &gemm);

    // What a number takes where it is packed.
    int64_t packed_number_bytes;

    // What the right operand of a product takes when it is packed; 0 where the product reads it as it is.
    int64_t (*packed_bytes)(const Gemm<Element> &gemm);

    // Packs it, into memory for vectors.
    void (*pack_right)(const Gemm<Element> &gemm, void *to);

    // -log softmax(logits)[target] of each row of logits [rows, classes]; turns the logits into the gradients of the
    // losses' sum where that is asked for.
    void (*cross_entropy)(
        Element *logits, const int64_t *targets, int64_t rows, int64_t classes, bool makes_gradients, float *losses);

    // Adds up the gradients of the tokens [count, width] of each id into the row of that id; the other rows of
    // `weight_gradient` are not touched.
    void (*embedding_backward)(
        const int64_t *ids, const Element *y_gradient, int64_t count, int64_t width, Element *weight_gradient);

    // The sum of the squares of `count` numbers.
    double (*squares)(const Element *numbers, int64_t count);

    // One step of all parameters and their states, each number of memory read and written once.
    void (*adamw)(const AdamWStep &step, const AdamWParameter<Element, float> *parameters, int64_t count);
    void (*adamw_bfloat16_states)(
        const AdamWStep &step, const AdamWParameter<Element, Bfloat16> *parameters, int64_t count);
};

// Those of the instruction set in use.
template <class Element>
const Kernels<Element> &in_use();

} // namespace ct::kernels
