#include <ATen/ops/add.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_kernels.h"
#include "operands.hpp"
#include "random.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

struct FusedLoRA : torch::autograd::Function<FusedLoRA> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &base, const at::Tensor &input, const at::Tensor &down,
        const at::Tensor &up, double scale, double dropout, int64_t seed) {
        const at::Tensor x = input.contiguous(), sum = base.contiguous(), a = down.contiguous(), b = up.contiguous();
        const LoRAShape shape = shape_of(x, a, b, scale, dropout, seed);
        const at::Tensor y = at::empty(base.sizes(), base.options());
        const at::Tensor reduced = at::empty({shape.rows, shape.rank}, a.options());
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().lora(
                shape, {numbers<Element>(x), shape.in}, numbers<float>(a), numbers<float>(b), numbers<Element>(sum),
                writable_numbers<Element>(y), writable_numbers<float>(reduced));
        });
        context->save_for_backward({input, down, up});
        context->saved_data["reduced"] = reduced;
        context->saved_data["scale"] = scale;
        context->saved_data["dropout"] = dropout;
        context->saved_data["seed"] = seed;
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("lora");
        const variable_list saved = context->get_saved_variables();
        const at::Tensor x = saved[0].contiguous(), a = saved[1].contiguous(), b = saved[2].contiguous();
        const at::Tensor gradient = gradients[0].contiguous(), reduced = context->saved_data["reduced"].toTensor();
        const LoRAShape shape = shape_of(
            x, a, b, context->saved_data["scale"].toDouble(), context->saved_data["dropout"].toDouble(),
            context->saved_data["seed"].toInt());
        const at::Tensor da = at::empty(a.sizes(), a.options()), db = at::empty(b.sizes(), b.options());
        at::Tensor dx;
        if (context->needs_input_grad(1)) dx = at::empty(x.sizes(), x.options());
        for_element(x.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().lora_backward(
                shape, {numbers<Element>(x), shape.in}, numbers<float>(a), numbers<float>(b), numbers<float>(reduced),
                {numbers<Element>(gradient), shape.out}, dx.defined() ? writable_numbers<Element>(dx) : nullptr,
                /*reduced_gradient=*/nullptr, writable_numbers<float>(da), writable_numbers<float>(db));
        });
        return {gradients[0], dx, da, db, at::Tensor(), at::Tensor(), at::Tensor()};
    }

private:
    static LoRAShape shape_of(
        const at::Tensor &x, const at::Tensor &down, const at::Tensor &up, double scale, double dropout,
        int64_t seed) {
        return {
            x.numel() / x.size(-1),
            x.size(-1),
            up.size(0),
            down.size(0),
            static_cast<float>(scale),
            dropout,
            static_cast<uint64_t>(seed)};
    }
};

at::Tensor plain_lora(
    const at::Tensor &base, const at::Tensor &x, const at::Tensor &down, const at::Tensor &up, double scale,
    double dropout) {
    const at::Tensor dropped = dropout > 0 ? at::dropout(x, dropout, /*train=*/true) : x;
    const at::Tensor reduced = at::linear(dropped, down.to(x.scalar_type()));
    // Scaling the matrix touches out * r numbers, not tokens * out.
    return base.add(at::linear(reduced, up.mul(scale).to(x.scalar_type())));
}

void check_shapes(
    const at::Tensor &base, const at::Tensor &x, const at::Tensor &down, const at::Tensor &up, double dropout) {
    TORCH_CHECK(
        down.dim() == 2 && up.dim() == 2 && down.size(0) > 0 && x.dim() >= 1 && base.dim() == x.dim() && x.size(-1) == down.size(1) &&
            base.size(-1) == up.size(0) && up.size(1) == down.size(0) &&
            base.sizes().slice(0, x.dim() - 1) == x.sizes().slice(0, x.dim() - 1),
        "the shapes of base ", base.sizes(), ", x ", x.sizes(), ", down ", down.sizes(), " and up ", up.sizes(),
        " do not fit together");
    TORCH_CHECK(dropout >= 0 && dropout < 1, "the dropout must be in 0 ..< 1, but is ", dropout);
}

} // namespace

ct_status ct_lora(
    ct_out out, const ct_tensor *base, const ct_tensor *x, const ct_tensor *down, const ct_tensor *up, double scale,
    double dropout) {
    return guard("lora", [&] {
        const at::Tensor &y = get(base), &input = get(x), &a = get(down), &b = get(up);
        check_shapes(y, input, a, b, dropout);
        const bool is_fused = input.numel() > 0 && y.numel() > 0 && suit_kernels({y, input}) && suit_kernels({a, b}) &&
            a.scalar_type() == at::kFloat;
        if (!is_fused) return give(out, plain_lora(y, input, a, b, scale, dropout));
        give(out, FusedLoRA::apply(y, input, a, b, scale, dropout, dropout > 0 ? drawn_seed() : 0));
    });
}

ct_status ct_lora_reference(
    ct_out out, const ct_tensor *base, const ct_tensor *x, const ct_tensor *down, const ct_tensor *up, double scale,
    double dropout) {
    return guard("loraReference", [&] {
        check_shapes(get(base), get(x), get(down), get(up), dropout);
        give(out, plain_lora(get(base), get(x), get(down), get(up), scale, dropout));
    });
}
