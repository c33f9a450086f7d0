// Operations that this library computes itself on a CPU, because libtorch's are several times slower there.
#pragma once

#include "ct_packed_weights.h"
#include "ct_tensor.h"

CT_BEGIN

// Causal attention over documents of a flat run of tokens; see kernels/attention.hpp.
//
// q [..., H, C], k and v [..., K, C] with equal leading dimensions, counted through as tokens; H a multiple of K. Types
// bfloat16 or float32, on the CPU. Document i is the `lengths[i]` tokens from `starts[i]` on; documents do not overlap,
// and tokens outside of them give 0. window 0: no limit; else a token sees itself and the window - 1 before it.
CT_CHECKED ct_status ct_document_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_int *starts,
    const ct_int *lengths, ct_int count, ct_int window, double scale);

// The same of plain operations of libtorch, on any device and in any type: what the other is tested against.
CT_CHECKED ct_status ct_document_attention_reference(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_int *starts,
    const ct_int *lengths, ct_int count, ct_int window, double scale);

// q [B, T, H, C] are the last T tokens of rows of S: k and v [B, S, K, C]. Otherwise as ct_document_attention, but without
// gradients; keys and values are read where they lie, also from a longer store.
CT_CHECKED ct_status ct_cached_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, ct_int window, double scale);
CT_CHECKED ct_status ct_cached_attention_reference(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, ct_int window, double scale);

// The following use the kernels for bfloat16 and float32 on the CPU and plain operations elsewhere, which `_reference`
// uses always.

// silu(gate) * up.
CT_CHECKED ct_status ct_swiglu(ct_out out, const ct_tensor *gate, const ct_tensor *up);
CT_CHECKED ct_status ct_swiglu_reference(ct_out out, const ct_tensor *gate, const ct_tensor *up);

// x [B, T, H, C] turned by cosines and sines [B, T, 1, C / 2]; half of a head is the real part, half the imaginary.
CT_CHECKED ct_status ct_rotate(ct_out out, const ct_tensor *x, const ct_tensor *cosines, const ct_tensor *sines);
CT_CHECKED ct_status ct_rotate_reference(
    ct_out out, const ct_tensor *x, const ct_tensor *cosines, const ct_tensor *sines);

// base + scale * up down dropout(x); x [..., in], down [r, in], up [out, r], base [..., out]. The kernel wants float32
// matrices and drops by a seed drawn from the process's sequence; the plain one rounds the matrices to the type of x.
CT_CHECKED ct_status ct_lora(
    ct_out out, const ct_tensor *base, const ct_tensor *x, const ct_tensor *down, const ct_tensor *up, double scale,
    double dropout);
CT_CHECKED ct_status ct_lora_reference(
    ct_out out, const ct_tensor *base, const ct_tensor *x, const ct_tensor *down, const ct_tensor *up, double scale,
    double dropout);

// -log softmax(rows weight^T)[target] of each row, for rows [N, D], weight [V, D] and targets [N] (int64), bfloat16 or
// float32 on the CPU. No more than a run of rows has logits at a time. `out` has room for three: the losses [N] in
// float32, and where they are wanted, else null, the gradients of their sum with respect to rows and weight. `packed`,
// where it is not null, keeps the weight packed.
CT_CHECKED ct_status ct_linear_cross_entropy(
    ct_out out, const ct_tensor *rows, const ct_tensor *weight, const ct_tensor *targets, bool wants_rows_gradient,
    bool wants_weight_gradient, ct_packed_weights *_Nullable packed);

// The vector instructions in use: portable, avx2, avx512 or avx512_bf16.
const char *ct_instruction_set(void);

// Uses no more than that set from now on; for tests. What the processor lacks is left out.
CT_CHECKED ct_status ct_limit_instruction_set(const char *name);

CT_END
