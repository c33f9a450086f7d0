#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_nn.h"
#include "products.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

void multiply(const Operand &left, const Operand &right, const at::Tensor &bias, const at::Tensor &result) {
    for_element(result.scalar_type(), [&](auto *element) {
        using Element = std::remove_pointer_t<decltype(element)>;
        Gemm<Element> gemm = product<Element>(left, right);
        if (bias.defined()) gemm.epilogue.bias = numbers<float>(bias);
        gemm.epilogue.output = writing_rows<Element>(result);
        in_use<Element>().gemm(gemm);
    });
}

struct FusedLinear : torch::autograd::Function<FusedLinear> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
        const std::optional<at::Tensor> &bias) {
        std::vector<int64_t> sizes = x.sizes().vec();
        sizes.back() = weight.size(0);
        const at::Tensor y = at::empty(sizes, x.options());
        const at::Tensor addend = bias ? bias->to(at::kFloat).contiguous() : at::Tensor();
        multiply({as_rows(x), false}, {as_rows(weight), true}, addend, y.view({-1, weight.size(0)}));
        // Nothing but the gradient of the weight needs x again.
        context->save_for_backward({weight.requires_grad() ? x : at::Tensor(), weight});
        context->saved_data["sizes"] = x.sizes();
        context->saved_data["has_bias"] = bias.has_value();
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("linear");
        const variable_list saved = context->get_saved_variables();
        const at::Tensor dy = as_rows(gradients[0]), &weight = saved[1];
        variable_list result(3);
        if (context->needs_input_grad(0)) {
            const at::Tensor dx = at::empty({dy.size(0), weight.size(1)}, dy.options());
            multiply({dy, false}, {as_rows(weight), false}, {}, dx);
            result[0] = dx.view(context->saved_data["sizes"].toIntVector());
        }
        if (context->needs_input_grad(1)) {
            result[1] = at::empty(weight.sizes(), dy.options());
            multiply({dy, true}, {as_rows(saved[0]), false}, {}, result[1]);
        }
        if (context->saved_data["has_bias"].toBool() && context->needs_input_grad(2)) {
            result[2] = at::sum(dy, at::IntArrayRef(int64_t(0)));
        }
        return result;
    }
};

bool is_fused(const at::Tensor &x, const at::Tensor &weight, const std::optional<at::Tensor> &bias) {
    if (x.dim() < 1 || weight.dim() != 2 || x.numel() == 0 || weight.numel() == 0) return false;
    if (x.size(-1) != weight.size(1) || !suit_kernels({x, weight})) return false;
    if (!bias) return true;
    return bias->dim() == 1 && bias->size(0) == weight.size(0) && suit_kernels({x, *bias});
}

} // namespace

ct_status ct_linear(ct_out out, const ct_tensor *x, const ct_tensor *weight, const ct_tensor *bias) {
    return guard("linear", [&] {
        const at::Tensor &rows = get(x), &matrix = get(weight);
        const std::optional<at::Tensor> addend = get_optional(bias);
        give(
            out, is_fused(rows, matrix, addend) ? FusedLinear::apply(rows, matrix, addend)
                                                : at::linear(rows, matrix, addend));
    });
}

ct_status ct_linear_reference(ct_out out, const ct_tensor *x, const ct_tensor *weight, const ct_tensor *bias) {
    return guard("linearReference", [&] { give(out, at::linear(get(x), get(weight), get_optional(bias))); });
}
