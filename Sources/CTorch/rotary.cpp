#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include "include/ct_kernels.h"
#include "operands.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// x [B, T, H, C], angles [B, T, 1, C / 2].
at::Tensor turned(const at::Tensor &x, const at::Tensor &cosines, const at::Tensor &sines, float direction) {
    const int64_t heads = x.size(2), width = x.size(3);
    const bool is_dense = x.stride(3) == 1 && x.stride(2) == width && x.stride(0) == x.size(1) * x.stride(1);
    const at::Tensor from = is_dense ? x : x.contiguous();
    const at::Tensor y = at::empty(x.sizes(), x.options());
    for_element(x.scalar_type(), [&](auto *element) {
        using Element = std::remove_pointer_t<decltype(element)>;
        in_use<Element>().rotate(
            {numbers<Element>(from), from.stride(1)}, numbers<Element>(cosines), numbers<Element>(sines),
            x.size(0) * x.size(1), heads, width, direction, {writable_numbers<Element>(y), heads * width});
    });
    return y;
}

struct FusedRotation : torch::autograd::Function<FusedRotation> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &x, const at::Tensor &cosines, const at::Tensor &sines) {
        context->saved_data["cosines"] = cosines;
        context->saved_data["sines"] = sines;
        return turned(x, cosines, sines, 1);
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("rotate");
        const at::Tensor cosines = context->saved_data["cosines"].toTensor();
        const at::Tensor sines = context->saved_data["sines"].toTensor();
        return {turned(gradients[0], cosines, sines, -1), at::Tensor(), at::Tensor()};
    }
};

at::Tensor plain_rotation(const at::Tensor &x, const at::Tensor &cosines, const at::Tensor &sines) {
    const int64_t half = x.size(-1) / 2;
    const at::Tensor real = x.narrow(-1, 0, half), imaginary = x.narrow(-1, half, half);
    return at::cat(
        {real.mul(cosines).sub(imaginary.mul(sines)), imaginary.mul(cosines).add(real.mul(sines))}, /*dim=*/-1);
}

bool is_fused(const at::Tensor &x, const at::Tensor &cosines, const at::Tensor &sines) {
    if (x.dim() != 4 || x.size(3) % 2 != 0 || x.numel() == 0 || !suit_kernels({x, cosines, sines})) return false;
    const std::vector<int64_t> shape{x.size(0), x.size(1), 1, x.size(3) / 2};
    return cosines.sizes() == shape && sines.sizes() == shape && cosines.is_contiguous() && sines.is_contiguous() &&
        !cosines.requires_grad() && !sines.requires_grad();
}

} // namespace

ct_status ct_rotate(ct_out out, const ct_tensor *x, const ct_tensor *cosines, const ct_tensor *sines) {
    return guard("rotate", [&] {
        const at::Tensor &heads = get(x), &c = get(cosines), &s = get(sines);
        give(out, is_fused(heads, c, s) ? FusedRotation::apply(heads, c, s) : plain_rotation(heads, c, s));
    });
}

ct_status ct_rotate_reference(ct_out out, const ct_tensor *x, const ct_tensor *cosines, const ct_tensor *sines) {
    return guard("rotateReference", [&] { give(out, plain_rotation(get(x), get(cosines), get(sines))); });
}
