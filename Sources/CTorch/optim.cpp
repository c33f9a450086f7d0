#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include "guard.hpp"
#include "include/ct_optim.h"

using namespace ct;

static at::Tensor float_norm(const at::Tensor &tensor) {
    return at::linalg_vector_norm(tensor, 2, at::OptionalIntArrayRef(), /*keepdim=*/false, at::kFloat);
}

ct_status ct_total_norm(double *out, ct_list tensors, ct_int count) {
    return guard("Foreach.norm", [&] {
        const c10::NoGradGuard no_grad;
        std::vector<at::Tensor> norms;
        norms.reserve(count);
        for (ct_int i = 0; i < count; i++) {
            norms.push_back(float_norm(get(tensors[i])).to(get(tensors[0]).device()));
        }
        *out = norms.empty() ? 0 : float_norm(at::stack(norms)).item().toDouble();
    });
}

ct_status ct_scale_all_(ct_list tensors, ct_int count, double factor) {
    return guard("Foreach.scaleInPlace", [&] {
        if (count == 0) return;
        const c10::NoGradGuard no_grad;
        at::_foreach_mul_(get_writable_list(tensors, count), factor);
    });
}
