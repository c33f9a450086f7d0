#include <ATen/ops/embedding.h>
#include <ATen/ops/embedding_backward.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_nn.h"
#include "operands.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

struct FusedEmbedding : torch::autograd::Function<FusedEmbedding> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &weight, const at::Tensor &ids) {
        context->save_for_backward({ids});
        context->saved_data["sizes"] = weight.sizes();
        return at::embedding(weight, ids);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        const at::Tensor dy = gradients[0].contiguous();
        const at::Tensor ids = context->get_saved_variables()[0].to(at::kLong).contiguous();
        if (at::GradMode::is_enabled()) {
            // To be differentiated again.
            const int64_t rows = context->saved_data["sizes"].toIntVector()[0];
            return {at::embedding_backward(dy, ids, rows, /*padding_idx=*/-1, false, /*sparse=*/false), at::Tensor()};
        }
        const at::Tensor dweight = at::zeros(context->saved_data["sizes"].toIntVector(), dy.options());
        for_element(dy.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().embedding_backward(
                ids.const_data_ptr<int64_t>(), numbers<Element>(dy), ids.numel(), dweight.size(1),
                writable_numbers<Element>(dweight));
        });
        return {dweight, at::Tensor()};
    }
};

bool is_fused(const at::Tensor &weight, const at::Tensor &ids) {
    return weight.requires_grad() && weight.dim() == 2 && weight.numel() > 0 && suit_kernels({weight}) && ids.is_cpu();
}

} // namespace

ct_status ct_embedding(ct_out out, const ct_tensor *weight, const ct_tensor *indices) {
    return guard("embedding", [&] {
        const at::Tensor &table = get(weight), &ids = get(indices);
        give(out, is_fused(table, ids) ? FusedEmbedding::apply(table, ids) : at::embedding(table, ids));
    });
}

ct_status ct_embedding_reference(ct_out out, const ct_tensor *weight, const ct_tensor *indices) {
    return guard("embeddingReference", [&] { give(out, at::embedding(get(weight), get(indices))); });
}
