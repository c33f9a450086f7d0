#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include "document_layout.hpp"
#include "include/ct_kernels.h"
#include "kernels/cpu.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

int64_t tokens_of(const at::Tensor &heads) { return heads.numel() / (heads.size(-1) * heads.size(-2)); }

Layout checked_layout(
    const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const ct_int *starts, const ct_int *lengths,
    ct_int count, ct_int window, double scale) {
    TORCH_CHECK(q.dim() >= 3 && q.numel() > 0, "the query must be [..., heads, width], but is ", q.sizes());
    TORCH_CHECK(
        k.numel() > 0 && k.sizes() == v.sizes() && k.dim() == q.dim() && k.size(-1) == q.size(-1) &&
            tokens_of(k) == tokens_of(q) && q.size(-2) % k.size(-2) == 0,
        "the shapes of query ", q.sizes(), ", key ", k.sizes(), " and value ", v.sizes(), " do not fit together");
    TORCH_CHECK(
        q.scalar_type() == k.scalar_type() && q.scalar_type() == v.scalar_type(), "query, key and value have types ",
        q.scalar_type(), ", ", k.scalar_type(), ", ", v.scalar_type(), ", but must have one");
    Layout layout(window, scale);
    layout.read(starts, lengths, count, tokens_of(q));
    return layout;
}

// [tokens, heads, width] whose heads lie side by side, without a copy where that is possible.
at::Tensor as_tokens(const at::Tensor &heads) {
    const at::Tensor flat = heads.reshape({tokens_of(heads), heads.size(-2), heads.size(-1)});
    const bool is_dense = flat.stride(2) == 1 && flat.stride(1) == flat.size(2);
    return is_dense ? flat : flat.contiguous();
}

struct DocumentAttention : torch::autograd::Function<DocumentAttention> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &query, const at::Tensor &key, const at::Tensor &value,
        const std::shared_ptr<Layout> &layout) {
        const at::Tensor q = as_tokens(query), k = as_tokens(key), v = as_tokens(value);
        const at::Tensor output = result_like(q, *layout);
        const at::Tensor log_sums = at::empty({q.size(1), q.size(0)}, q.options().dtype(at::kFloat));
        for_element(q.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().attention(
                shape_of(q, k, *layout), reading<Element>(q), reading<Element>(k), reading<Element>(v),
                writing<Element>(output), log_sums.mutable_data_ptr<float>());
        });
        const at::Tensor result = output.view(query.sizes());
        context->save_for_backward({query, key, value, result});
        context->saved_data["log_sums"] = log_sums;
        context->saved_data["layout"] = c10::IValue(layout->numbers());
        context->saved_data["scale"] = layout->scale;
        return result;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("documentAttention");
        const variable_list saved = context->get_saved_variables();
        const at::Tensor q = as_tokens(saved[0]), k = as_tokens(saved[1]), v = as_tokens(saved[2]);
        const at::Tensor output = as_tokens(saved[3]), gradient = as_tokens(gradients[0]);
        const at::Tensor log_sums = context->saved_data["log_sums"].toTensor();
        const Layout layout(context->saved_data["layout"].toIntVector(), context->saved_data["scale"].toDouble());
        const at::Tensor dq = result_like(q, layout), dk = result_like(k, layout), dv = result_like(v, layout);
        for_element(q.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().attention_backward(
                shape_of(q, k, layout), reading<Element>(q), reading<Element>(k), reading<Element>(v),
                reading<Element>(output), reading<Element>(gradient), log_sums.const_data_ptr<float>(),
                writing<Element>(dq), writing<Element>(dk), writing<Element>(dv));
        });
        return {dq.view(saved[0].sizes()), dk.view(saved[1].sizes()), dv.view(saved[2].sizes()), at::Tensor()};
    }
};

// One document: softmax over a whole matrix of scores, in float32 at least.
at::Tensor plain_attention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const Layout &layout) {
    const auto type = q.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const int64_t sharing = q.size(1) / k.size(1);
    const auto by_head = [&](const at::Tensor &x, int64_t repeats) {
        return x.to(type).repeat_interleave(repeats, 1).transpose(0, 1); // [H, T, C]
    };
    const at::Tensor scores =
        at::matmul(by_head(q, 1), by_head(k, sharing).transpose(1, 2)).mul(layout.scale); // [H, T, T]
    const at::Tensor place = at::arange(q.size(0), q.options().dtype(at::kLong));
    const at::Tensor distance = place.unsqueeze(1).sub(place.unsqueeze(0));
    at::Tensor hidden = distance.lt(0);
    if (layout.window > 0) hidden = hidden.logical_or(distance.ge(layout.window));
    const at::Tensor weights =
        at::softmax(scores.masked_fill(hidden, -std::numeric_limits<double>::infinity()), -1);
    return at::matmul(weights, by_head(v, sharing)).transpose(0, 1).to(q.scalar_type());
}

} // namespace

ct_status ct_document_attention(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_int *starts,
    const ct_int *lengths, ct_int count, ct_int window, double scale) {
    return guard("documentAttention", [&] {
        const at::Tensor &query = get(q), &key = get(k), &value = get(v);
        const auto layout = std::make_shared<Layout>(
            checked_layout(query, key, value, starts, lengths, count, window, scale));
        TORCH_CHECK(
            suit_kernels({query, key, value}), "this operation is for bfloat16 and float32 on the CPU, not for ",
            query.scalar_type(), " on ", query.device());
        give(out, DocumentAttention::apply(query, key, value, layout));
    });
}

ct_status ct_document_attention_reference(
    ct_out out, const ct_tensor *q, const ct_tensor *k, const ct_tensor *v, const ct_int *starts,
    const ct_int *lengths, ct_int count, ct_int window, double scale) {
    return guard("documentAttentionReference", [&] {
        const Layout layout = checked_layout(get(q), get(k), get(v), starts, lengths, count, window, scale);
        const at::Tensor query = as_tokens(get(q)), key = as_tokens(get(k)), value = as_tokens(get(v));
        std::vector<at::Tensor> parts;
        int64_t end = 0;
        const auto zeros_until = [&](int64_t start) {
            if (start > end) parts.push_back(at::zeros_like(query.narrow(0, end, start - end)));
        };
        for (const Document &document : layout.documents) {
            zeros_until(document.start);
            const auto part = [&](const at::Tensor &x) { return x.narrow(0, document.start, document.length); };
            parts.push_back(plain_attention(part(query), part(key), part(value), layout));
            end = document.start + document.length;
        }
        zeros_until(query.size(0));
        give(out, at::cat(parts).view(get(q).sizes()));
    });
}

const char *ct_instruction_set(void) {
    // Finding it out may throw on a wrong environment variable, which the first operation then reports.
    try {
        return name(instruction_set());
    } catch (const std::exception &) {
        return "unknown";
    }
}

ct_status ct_limit_instruction_set(const char *name) {
    return guard("limitInstructionSet", [&] { limit_instruction_set(instruction_set_named(name)); });
}
