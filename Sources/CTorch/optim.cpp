#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <c10/core/GradMode.h>

#include "guard.hpp"
#include "include/ct_optim.h"

using namespace ct;

static at::Tensor float_norm(const at::Tensor &tensor) {
    return at::linalg_vector_norm(tensor, 2, at::OptionalIntArrayRef(), /*keepdim=*/false, at::kFloat);
}

ct_status ct_adamw_(
    ct_list parameters, ct_list gradients, ct_list exp_avgs, ct_list exp_avg_sqs, ct_list steps, ct_int count,
    double lr, double beta1, double beta2, double weight_decay, double eps) {
    return guard("FusedAdamW", [&] {
        if (count == 0) return;
        const c10::NoGradGuard no_grad;
        const auto values = get_writable_list(parameters, count);
        const auto averages = get_writable_list(exp_avgs, count);
        const auto squares = get_writable_list(exp_avg_sqs, count);
        const auto counters = get_writable_list(steps, count);
        auto grads = get_list(gradients, count);
        for (ct_int i = 0; i < count; i++) {
            // The CPU kernel walks plain memory: for other strides or types it would mix up elements.
            for (const at::Tensor &tensor : {values[i], grads[i], averages[i], squares[i]}) {
                TORCH_CHECK(
                    tensor.sizes() == values[i].sizes() && tensor.scalar_type() == values[i].scalar_type(),
                    "parameter ", i, " is ", values[i].sizes(), " ", values[i].scalar_type(),
                    ", but its gradient or state is ", tensor.sizes(), " ", tensor.scalar_type());
            }
            TORCH_CHECK(
                values[i].is_contiguous() && averages[i].is_contiguous() && squares[i].is_contiguous(), "parameter ",
                i, " or its state is not contiguous");
            TORCH_CHECK(
                counters[i].numel() == 1 && counters[i].scalar_type() == at::kFloat, "step counter ", i,
                " must be one float32, but is ", counters[i].sizes(), " ", counters[i].scalar_type());
            grads[i] = grads[i].contiguous();
        }
        at::_foreach_add_(counters, 1);
        at::_fused_adamw_(
            values, grads, averages, squares, /*max_exp_avg_sqs=*/{}, counters, lr, beta1, beta2, weight_decay, eps,
            /*amsgrad=*/false, /*maximize=*/false);
    });
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
