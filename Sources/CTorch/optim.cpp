#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/square.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/sum.h>
#include <c10/core/GradMode.h>

#include <cmath>

#include "include/ct_optim.h"
#include "operands.hpp"

using namespace ct;

static double sum_of_squares(const at::Tensor &tensor) {
    double sum = 0;
    for_element(tensor.scalar_type(), [&](auto *element) {
        using Element = std::remove_pointer_t<decltype(element)>;
        sum = kernels::in_use<Element>().squares(numbers<Element>(tensor), tensor.numel());
    });
    return sum;
}

static at::Tensor norm_of(const at::Tensor &tensor) {
    const at::ScalarType type = tensor.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    return at::linalg_vector_norm(tensor, 2, at::OptionalIntArrayRef(), /*keepdim=*/false, type);
}

ct_status ct_total_norm(double *out, ct_list tensors, ct_int count) {
    return guard("Foreach.norm", [&] {
        const c10::NoGradGuard no_grad;
        double sum = 0;
        std::vector<at::Tensor> others; // read together, since reading a number waits for a GPU
        for (const at::Tensor &tensor : get_list(tensors, count)) {
            if (suit_kernels({tensor}) && tensor.is_contiguous()) {
                sum += sum_of_squares(tensor);
            } else {
                others.push_back(norm_of(tensor));
                others.back() = others.back().to(others.front().device(), at::kDouble);
            }
        }
        if (!others.empty()) sum += at::stack(others).square().sum().item().toDouble();
        *out = std::sqrt(sum);
    });
}

ct_status ct_scale_all_(ct_list tensors, ct_int count, double factor) {
    return guard("Foreach.scaleInPlace", [&] {
        if (count == 0) return;
        const c10::NoGradGuard no_grad;
        at::_foreach_mul_(get_writable_list(tensors, count), factor);
    });
}
