// Operations of neural networks.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// x [..., in], weight [out, in], bias [out]: the kernels for bfloat16 and float32 on the CPU, else libtorch's.
CT_CHECKED ct_status ct_linear(
    ct_out out, const ct_tensor *x, const ct_tensor *weight, const ct_tensor *_Nullable bias);
CT_CHECKED ct_status ct_linear_reference(
    ct_out out, const ct_tensor *x, const ct_tensor *weight, const ct_tensor *_Nullable bias);
CT_CHECKED ct_status ct_embedding(ct_out out, const ct_tensor *weight, const ct_tensor *indices);
CT_CHECKED ct_status ct_embedding_reference(ct_out out, const ct_tensor *weight, const ct_tensor *indices);

// Normalized in float32, cast back to the type of x, then multiplied by the weight.
CT_CHECKED ct_status ct_rms_norm(ct_out out, const ct_tensor *x, const ct_tensor *weight, double eps);
CT_CHECKED ct_status ct_rms_norm_reference(ct_out out, const ct_tensor *x, const ct_tensor *weight, double eps);

// The same of x + residual, of like shapes, with that sum.
CT_CHECKED ct_status ct_add_rms_norm(
    ct_out sum, ct_out normalized, const ct_tensor *x, const ct_tensor *residual, const ct_tensor *weight, double eps);

// q [B, H, T, D], k and v [B, K, S, D]; with enable_gqa K may be a divisor of H. `scale` null means 1/sqrt(D).
CT_CHECKED ct_status ct_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_tensor *_Nullable mask,
    bool is_causal, const double *_Nullable scale, bool enable_gqa);

// Causal attention over documents that lie one after the other, by libtorch's flash kernel: they fill the tokens of
// q [..., H, C], k and v [..., K, C] and end at `ends`, int32,
// which begins with 0. window and scale as in ct_document_attention.
CT_CHECKED ct_status ct_varlen_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_tensor *ends, ct_int longest,
    ct_int window, double scale);

// Whether libtorch has that kernel for tensors like these, on their device: only GPUs do.
CT_CHECKED ct_status ct_has_varlen_attention(
    bool *out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v);

enum { CT_REDUCTION_NONE = 0, CT_REDUCTION_MEAN = 1, CT_REDUCTION_SUM = 2 };

// logits [..., V], targets [...] of class numbers; the result has the shape of targets, or rank 0 when reduced.
CT_CHECKED ct_status ct_cross_entropy(
    ct_out out, const ct_tensor *logits, const ct_tensor *targets, ct_int ignore_index, int32_t reduction);
CT_CHECKED ct_status ct_dropout(ct_out out, const ct_tensor *x, double p, bool training);

CT_END
