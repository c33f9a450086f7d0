#include <ATen/ops/empty.h>
#include <ATen/ops/silu.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_kernels.h"
#include "operands.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// Keeps gate and up only, and computes the activation again on the way back.
struct FusedSwiGLU : torch::autograd::Function<FusedSwiGLU> {
    static at::Tensor forward(AutogradContext *context, const at::Tensor &gate, const at::Tensor &up) {
        const at::Tensor g = gate.contiguous(), u = up.contiguous(), y = at::empty(g.sizes(), g.options());
        const int64_t width = g.dim() > 0 ? std::max<int64_t>(g.size(-1), 1) : 1;
        for_element(g.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().swiglu(
                {numbers<Element>(g), width}, {numbers<Element>(u), width}, g.numel() / width, width,
                writable_numbers<Element>(y));
        });
        context->save_for_backward({gate, up});
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("swiGLU");
        const variable_list saved = context->get_saved_variables();
        const at::Tensor g = saved[0].contiguous(), u = saved[1].contiguous(), dy = gradients[0].contiguous();
        const at::Tensor dg = at::empty(g.sizes(), g.options()), du = at::empty(g.sizes(), g.options());
        for_element(g.scalar_type(), [&](auto *element) {
            using Element = std::remove_pointer_t<decltype(element)>;
            in_use<Element>().swiglu_backward(
                numbers<Element>(g), numbers<Element>(u), numbers<Element>(dy), g.numel(),
                writable_numbers<Element>(dg), writable_numbers<Element>(du));
        });
        return {dg, du};
    }
};

at::Tensor plain_swiglu(const at::Tensor &gate, const at::Tensor &up) { return at::silu(gate).mul(up); }

} // namespace

ct_status ct_swiglu(ct_out out, const ct_tensor *gate, const ct_tensor *up) {
    return guard("swiGLU", [&] {
        const at::Tensor &g = get(gate), &u = get(up);
        const bool is_fused = g.sizes() == u.sizes() && suit_kernels({g, u});
        give(out, is_fused ? FusedSwiGLU::apply(g, u) : plain_swiglu(g, u));
    });
}

ct_status ct_swiglu_reference(ct_out out, const ct_tensor *gate, const ct_tensor *up) {
    return guard("swiGLUReference", [&] { give(out, plain_swiglu(get(gate), get(up))); });
}
