#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include "guard.hpp"
#include "include/ct_nn.h"

using namespace ct;

static_assert(CT_REDUCTION_NONE == at::Reduction::None && CT_REDUCTION_MEAN == at::Reduction::Mean);
static_assert(CT_REDUCTION_SUM == at::Reduction::Sum);

ct_status ct_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_tensor *mask, bool is_causal,
    const double *scale, bool enable_gqa) {
    return guard("scaledDotProductAttention", [&] {
        // libtorch's CPU kernels would heed one of the two and say nothing.
        TORCH_CHECK(
            !is_causal || mask == nullptr, "a mask and isCausal exclude each other; make the mask causal instead");
        const std::optional<double> factor = scale ? std::optional<double>(*scale) : std::nullopt;
        give(
            out, at::scaled_dot_product_attention(
                     get(q), get(k), get(v), get_optional(mask), /*dropout_p=*/0.0, is_causal, factor, enable_gqa));
    });
}

ct_status ct_cross_entropy(
    ct_out out, const ct_tensor *logits, const ct_tensor *targets, ct_int ignore_index, int32_t reduction) {
    return guard("crossEntropy", [&] {
        const at::Tensor &scores = get(logits);
        const at::Tensor &classes = get(targets);
        TORCH_CHECK(scores.dim() >= 1, "logits need a last dimension over the classes");
        TORCH_CHECK(
            scores.sizes().slice(0, scores.dim() - 1) == classes.sizes(), "targets must have the shape of logits ",
            "without the last dimension, but logits are ", scores.sizes(), " and targets ", classes.sizes());
        const at::Tensor loss = at::cross_entropy_loss(
            scores.reshape({-1, scores.size(-1)}), classes.reshape({-1}).to(at::kLong), /*weight=*/{}, reduction,
            ignore_index);
        give(out, reduction == CT_REDUCTION_NONE ? loss.view(classes.sizes()) : loss);
    });
}

ct_status ct_dropout(ct_out out, const ct_tensor *x, double p, bool training) {
    return guard("dropout", [&] { give(out, at::dropout(get(x), p, training)); });
}
