#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sub.h>

#include "document_layout.hpp"
#include "include/ct_kernels.h"

using namespace ct;
using namespace ct::kernels;

namespace {

void check(
    const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const Layout &layout) {
    TORCH_CHECK(q.dim() == 4 && q.numel() > 0, "the query must be [rows, tokens, heads, width], but is ", q.sizes());
    TORCH_CHECK(
        k.sizes() == v.sizes() && k.dim() == 4 && k.size(0) == q.size(0) && k.size(1) >= q.size(1) &&
            k.size(3) == q.size(3) && k.size(2) > 0 && q.size(2) % k.size(2) == 0,
        "the shapes of query ", q.sizes(), ", key ", k.sizes(), " and value ", v.sizes(), " do not fit together");
    TORCH_CHECK(
        q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type(), "query, key and value have types ",
        q.scalar_type(), ", ", k.scalar_type(), ", ", v.scalar_type(), ", but must have one");
    TORCH_CHECK(layout.scale > 0 && layout.window >= 0, "the scale must be above 0 and the window not below it");
}

// A store's first tokens are such a view.
at::Tensor with_whole_tokens(const at::Tensor &rows) {
    return rows.stride(3) == 1 && rows.stride(2) == rows.size(3) ? rows : rows.contiguous();
}

} // namespace

ct_status ct_cached_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, ct_int window, double scale) {
    return guard("cachedAttention", [&] {
        const Layout layout(window, scale);
        check(get(q), get(k), get(v), layout);
        TORCH_CHECK(
            suit_kernels({get(q), get(k), get(v)}),
            "this operation is for bfloat16 and float32 on the CPU, not for ", get(q).scalar_type(), " on ",
            get(q).device());
        const at::Tensor query = get(q).contiguous().flatten(0, 1);
        const at::Tensor key = with_whole_tokens(get(k)), value = with_whole_tokens(get(v));
        const at::Tensor output = at::empty(query.sizes(), query.options());
        for_element(query.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().cached_attention(
                shape_of(query, key, key.size(1), layout), reading<Element>(query),
                reading_rows_of_heads<Element>(key), reading_rows_of_heads<Element>(value), writing<Element>(output));
        });
        give(out, output.view(get(q).sizes()));
    });
}

ct_status ct_cached_attention_reference(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, ct_int window, double scale) {
    return guard("cachedAttentionReference", [&] {
        check(get(q), get(k), get(v), Layout(window, scale));
        const at::Tensor &query = get(q);
        const auto type = query.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        const int64_t sharing = query.size(2) / get(k).size(2), length = query.size(1), keys = get(k).size(1);
        const auto by_head = [&](const at::Tensor &x, int64_t repeats) {
            return x.to(type).repeat_interleave(repeats, 2).transpose(1, 2); // [B, H, T, C]
        };
        const at::Tensor scores =
            at::matmul(by_head(query, 1), by_head(get(k), sharing).transpose(2, 3)).mul(scale); // [B, H, T, S]
        const at::Tensor place = at::arange(keys, query.options().dtype(at::kLong));
        const at::Tensor distance = place.narrow(0, keys - length, length).unsqueeze(1).sub(place.unsqueeze(0));
        at::Tensor hidden = distance.lt(0);
        if (window > 0) hidden = hidden.logical_or(distance.ge(window));
        const at::Tensor weights =
            at::softmax(scores.masked_fill(hidden, -std::numeric_limits<double>::infinity()), -1);
        give(out, at::matmul(weights, by_head(get(v), sharing)).transpose(1, 2).to(query.scalar_type()));
    });
}
