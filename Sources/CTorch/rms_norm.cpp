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

// Keeps what is normalized and one number for each row, where plain operations keep two float32 copies of it.
//
// The result and, where there is a residual to be added first, the sum.
struct FusedRMSNorm : torch::autograd::Function<FusedRMSNorm> {
    static variable_list forward(
        AutogradContext *context, const at::Tensor &input, const at::Tensor &weight,
        const std::optional<at::Tensor> &added, double eps) {
        const at::Tensor x = input.contiguous();
        const int64_t width = x.size(-1), rows = x.numel() / width;
        const at::Tensor y = at::empty(x.sizes(), x.options());
        const at::Tensor inverses = at::empty({rows}, x.options().dtype(at::kFloat));
        at::Tensor residual, sum;
        if (added) {
            residual = added->contiguous();
            sum = at::empty(x.sizes(), x.options());
        }
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            AddedResidual<Element> with{};
            if (sum.defined()) with = {{numbers<Element>(residual), width}, {writable_numbers<Element>(sum), width}};
            in_use<Element>().rms_norm(
                {numbers<Element>(x), width}, with, numbers<Element>(weight), rows, /*heads=*/1, width,
                static_cast<float>(eps), {writable_numbers<Element>(y), width}, writable_numbers<float>(inverses));
        });
        context->save_for_backward({sum.defined() ? sum : input, weight});
        context->saved_data["inverses"] = inverses;
        // Of a result that nothing uses there is no gradient.
        context->set_materialize_grads(false);
        return sum.defined() ? variable_list{y, sum} : variable_list{y};
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("rmsNorm");
        const at::Tensor passing = gradients.size() > 1 ? gradients[1] : at::Tensor();
        if (!gradients[0].defined()) return {passing, at::Tensor(), passing, at::Tensor()};
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x = saved[0].contiguous(), &weight = saved[1], gradient = gradients[0].contiguous();
        const at::Tensor residual = passing.defined() ? passing.contiguous() : at::Tensor();
        const at::Tensor inverses = context->saved_data["inverses"].toTensor();
        const int64_t width = x.size(-1);
        const at::Tensor dx = at::empty(x.sizes(), x.options());
        at::Tensor dweight;
        if (context->needs_input_grad(1)) dweight = at::empty({width}, x.options().dtype(at::kFloat));
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            Heads<const Element> besides{};
            if (residual.defined()) besides = {numbers<Element>(residual), width};
            in_use<Element>().rms_norm_backward(
                {numbers<Element>(x), width}, numbers<Element>(weight), numbers<float>(inverses),
                {numbers<Element>(gradient), width}, besides, x.numel() / width, /*heads=*/1, width,
                {writable_numbers<Element>(dx), width},
                dweight.defined() ? writable_numbers<float>(dweight) : nullptr);
        });
        if (dweight.defined()) dweight = dweight.to(weight.scalar_type());
        return {dx, dweight, gradients.size() > 1 ? dx : at::Tensor(), at::Tensor()};
    }
};

// Whether the kernel computes this.
bool is_fused(const at::Tensor &x, const at::Tensor &weight) {
    return x.dim() >= 1 && weight.dim() == 1 && weight.size(0) == x.size(-1) && weight.is_contiguous() &&
        x.numel() > 0 && suit_kernels({x, weight});
}

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
        give(
            out, is_fused(rows, factors) ? FusedRMSNorm::apply(rows, factors, std::nullopt, eps).front()
                                         : plain_rms_norm(rows, factors, eps));
    });
}

ct_status ct_rms_norm_reference(ct_out out, const ct_tensor *x, const ct_tensor *weight, double eps) {
    return guard("rmsNormReference", [&] { give(out, plain_rms_norm(get(x), get(weight), eps)); });
}

ct_status ct_add_rms_norm(
    ct_out sum, ct_out normalized, const ct_tensor *x, const ct_tensor *residual, const ct_tensor *weight, double eps) {
    return guard("addRMSNorm", [&] {
        const at::Tensor &rows = get(x), &added = get(residual), &factors = get(weight);
        TORCH_CHECK(
            rows.sizes() == added.sizes(), "the shapes of x ", rows.sizes(), " and of its residual ", added.sizes(),
            " differ");
        if (is_fused(rows, factors) && suit_kernels({rows, added})) {
            const variable_list made = FusedRMSNorm::apply(rows, factors, added, eps);
            give_pair(sum, normalized, {made[1], made[0]});
        } else {
            const at::Tensor total = rows.add(added);
            give_pair(sum, normalized, {total, plain_rms_norm(total, factors, eps)});
        }
    });
}
