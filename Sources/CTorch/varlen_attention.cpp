#include <ATen/Context.h>
#include <ATen/SDPBackend.h>
#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/_fused_sdp_choice.h>

#include "guard.hpp"
#include "include/ct_nn.h"

using namespace ct;

namespace {

// Widths that the kernel takes; where libtorch calls it, it pads others.
bool fits(int64_t width) { return width % 8 == 0 && width <= 256; }

} // namespace

ct_status ct_has_varlen_attention(bool *out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v) {
    return guard("hasVarlenAttention", [&] {
        const at::Tensor &query = get(q);
        *out = false;
        if (!query.is_cuda() || query.dim() < 3 || !fits(query.size(-1))) return;
        if (!at::globalContext().userEnabledFlashSDP()) return;
        // What libtorch would take for one row of these heads, so that what it knows of GPUs and types counts. Where it
        // prefers cuDNN, which has no documents of many lengths, the flash kernel works too.
        const auto row = [](const ct_tensor *heads) {
            return get(heads).flatten(0, -3).unsqueeze(0).transpose(1, 2);
        };
        const bool is_grouped = query.size(-2) != get(k).size(-2);
        const auto choice = static_cast<at::SDPBackend>(at::_fused_sdp_choice(
            row(q), row(k), row(v), /*attn_mask=*/{}, /*dropout_p=*/0, /*is_causal=*/true, /*scale=*/{}, is_grouped));
        *out = choice == at::SDPBackend::flash_attention || choice == at::SDPBackend::cudnn_attention;
    });
}

ct_status ct_varlen_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_tensor *ends, ct_int longest,
    ct_int window, double scale) {
    return guard("varlenAttention", [&] {
        const at::Tensor &query = get(q);
        TORCH_CHECK(
            query.dim() >= 3 && get(k).dim() >= 3 && get(k).sizes() == get(v).sizes(), "the shapes of query ",
            query.sizes(), ", key ", get(k).sizes(), " and value ", get(v).sizes(), " do not fit together");
        const auto tokens = [](const ct_tensor *heads) { return get(heads).flatten(0, -3).contiguous(); };
        const std::optional<int64_t> before = window > 0 ? std::optional<int64_t>(window - 1) : std::nullopt;
        const std::optional<int64_t> behind = window > 0 ? std::optional<int64_t>(0) : std::nullopt;
        const at::Tensor output = std::get<0>(at::_flash_attention_forward(
            tokens(q), tokens(k), tokens(v), get(ends), get(ends), longest, longest, /*dropout_p=*/0,
            /*is_causal=*/true, /*return_debug_mask=*/false, scale, before, behind));
        give(out, output.view(query.sizes()));
    });
}
