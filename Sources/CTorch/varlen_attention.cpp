#include <ATen/SDPBackend.h>
#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/_fused_sdp_choice.h>
#include <ATen/ops/tensor.h>

#include "guard.hpp"
#include "include/ct_nn.h"

using namespace ct;

namespace {

// [tokens, heads, width]
at::Tensor as_tokens(const at::Tensor &heads) { return heads.flatten(0, -3).contiguous(); }

} // namespace

ct_status ct_has_varlen_attention(bool *out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v) {
    return guard("hasVarlenAttention", [&] {
        const at::Tensor &query = get(q);
        *out = false;
        if (!query.is_cuda() || query.dim() < 3) return;
        // What libtorch would take for one row of these heads, so that what it knows of GPUs, types and widths counts.
        const auto row = [](const ct_tensor *heads) { return as_tokens(get(heads)).unsqueeze(0).transpose(1, 2); };
        const bool is_grouped = query.size(-2) != get(k).size(-2);
        const int64_t choice = at::_fused_sdp_choice(
            row(q), row(k), row(v), /*attn_mask=*/{}, /*dropout_p=*/0, /*is_causal=*/true, /*scale=*/{}, is_grouped);
        *out = choice == static_cast<int64_t>(at::SDPBackend::flash_attention);
    });
}

ct_status ct_varlen_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_int *lengths, ct_int count,
    ct_int window, double scale) {
    return guard("varlenAttention", [&] {
        const at::Tensor &query = get(q);
        TORCH_CHECK(
            query.dim() >= 3 && get(k).dim() >= 3 && get(k).sizes() == get(v).sizes(), "the shapes of query ",
            query.sizes(), ", key ", get(k).sizes(), " and value ", get(v).sizes(), " do not fit together");
        const at::Tensor tokens = as_tokens(query), keys = as_tokens(get(k)), values = as_tokens(get(v));
        std::vector<int32_t> ends{0};
        int64_t longest = 0;
        for (ct_int i = 0; i < count; i++) {
            TORCH_CHECK(lengths[i] > 0, "document ", i, " has ", lengths[i], " tokens");
            ends.push_back(static_cast<int32_t>(ends.back() + lengths[i]));
            longest = std::max<int64_t>(longest, lengths[i]);
        }
        TORCH_CHECK(
            ends.back() == tokens.size(0) && keys.size(0) == tokens.size(0), "documents of ", ends.back(),
            " tokens do not fill ", tokens.size(0), " of the query and ", keys.size(0), " of the key");
        const at::Tensor cumulative = at::tensor(ends, at::kInt).to(query.device());
        const std::optional<int64_t> before = window > 0 ? std::optional<int64_t>(window - 1) : std::nullopt;
        const std::optional<int64_t> behind = window > 0 ? std::optional<int64_t>(0) : std::nullopt;
        const at::Tensor output = std::get<0>(at::_flash_attention_forward(
            tokens, keys, values, cumulative, cumulative, longest, longest, /*dropout_p=*/0, /*is_causal=*/true,
            /*return_debug_mask=*/false, scale, before, behind));
        give(out, output.view(query.sizes()));
    });
}
