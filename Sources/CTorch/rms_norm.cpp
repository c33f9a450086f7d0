#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/square.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_nn.h"
#include "operands.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// Keeps x and one number for each row, where plain operations keep two float32 copies of x.
struct FusedRMSNorm : torch::autograd::Function<FusedRMSNorm> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &input, const at::Tensor &weight, double eps) {
        const at::Tensor x = input.contiguous();
        const int64_t width = x.size(-1), rows = x.numel() / width;
        const at::Tensor y = at::empty(x.sizes(), x.options());
        const at::Tensor inverses = at::empty({rows}, x.options().dtype(at::kFloat));
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().rms_norm(
                {numbers<Element>(x), width}, numbers<Element>(weight), rows, /*heads=*/1, width,
                static_cast<float>(eps), {writable_numbers<Element>(y), width}, writable_numbers<float>(inverses));
        });
        context->save_for_backward({input, weight});
        context->saved_data["inverses"] = inverses;
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x = saved[0].contiguous(), &weight = saved[1], gradient = gradients[0].contiguous();
        const at::Tensor inverses = context->saved_data["inverses"].toTensor();
        const int64_t width = x.size(-1);
        const at::Tensor dx = at::empty(x.sizes(), x.options());
        at::Tensor dweight;
        if (context->needs_input_grad(1)) dweight = at::empty({width}, x.options().dtype(at::kFloat));
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().rms_norm_backward(
                {numbers<Element>(x), width}, numbers<Element>(weight), numbers<float>(inverses),
                {numbers<Element>(gradient), width}, /*residual=*/{}, x.numel() / width, /*heads=*/1, width,
                {writable_numbers<Element>(dx), width},
                dweight.defined() ? writable_numbers<float>(dweight) : nullptr);
        });
        if (dweight.defined()) dweight = dweight.to(weight.scalar_type());
        return {dx, dweight, at::Tensor()};
    }
};

at::Tensor plain_rms_norm(const at::Tensor &x, const at::Tensor &weight, double eps) {
    const at::ScalarType type = x.scalar_type();
    const at::Tensor wide = x.to(type == at::kDouble ? at::kDouble : at::kFloat);
    const at::Tensor variance = at::mean(at::square(wide), at::IntArrayRef(int64_t(-1)), /*keepdim=*/true);
    const at::Tensor normalized = wide.mul(at::rsqrt(variance.add(eps)));
    return weight.mul(normalized.to(type));
}

} // namespace

ct_status ct_rms_norm(ct_out out, const ct_tensor *x, const ct_tensor *weight, double eps) {
    return guard("rmsNorm", [&] {
        const at::Tensor &rows = get(x), &factors = get(weight);
        const bool fits = rows.dim() >= 1 && factors.dim() == 1 && factors.size(0) == rows.size(-1) &&
            factors.is_contiguous() && rows.numel() > 0;
        const bool is_fused = fits && suit_kernels({rows, factors});
        give(out, is_fused ? FusedRMSNorm::apply(rows, factors, eps) : plain_rms_norm(rows, factors, eps));
    });
}

ct_status ct_rms_norm_reference(ct_out out, const ct_tensor *x, const ct_tensor *weight, double eps) {
    return guard("rmsNormReference", [&] { give(out, plain_rms_norm(get(x), get(weight), eps)); });
}
