#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_fused_adamw.h>
#include <c10/core/GradMode.h>

#include "include/ct_optim.h"
#include "operands.hpp"

using namespace ct;
using namespace ct::kernels;

namespace {

struct Rates {
    double lr, beta1, beta2, weight_decay, eps;
};

// The tensors of a step, checked before anything changes.
struct Lists {
    std::vector<at::Tensor> values, masters, gradients, averages, squares, counters;

    Lists(
        ct_list parameters, ct_optional_list master_copies, ct_list grads, ct_list exp_avgs, ct_list exp_avg_sqs,
        ct_list steps, ct_int count)
        : values(get_writable_list(parameters, count)), masters(count), gradients(get_list(grads, count)),
          averages(get_writable_list(exp_avgs, count)), squares(get_writable_list(exp_avg_sqs, count)),
          counters(get_writable_list(steps, count)) {
        for (ct_int i = 0; i < count; i++) {
            if (master_copies[i] != nullptr) masters[i] = get_writable(master_copies[i]);
            check(i);
            gradients[i] = gradients[i].contiguous();
        }
    }

    // In full, or as what the parameter leaves of it.
    bool has_master(size_t i, at::ScalarType type) const {
        return masters[i].defined() && masters[i].scalar_type() == type;
    }

    // Parameters `i` and those after it that are like it: in place, type, type of the averages and master.
    size_t end_of_run(size_t i) const {
        size_t end = i + 1;
        while (end < values.size() && values[end].device() == values[i].device()
               && values[end].scalar_type() == values[i].scalar_type()
               && averages[end].scalar_type() == averages[i].scalar_type()
               && masters[end].defined() == masters[i].defined()) {
            end++;
        }
        return end;
    }

private:
    void check(ct_int i) const {
        const at::Tensor &value = values[i], &master = masters[i];
        const auto require_like = [&](const at::Tensor &tensor, at::ScalarType type, const char *name) {
            // Kernels walk plain memory: for other strides or types they would mix up elements.
            TORCH_CHECK(
                tensor.sizes() == value.sizes() && tensor.scalar_type() == type && tensor.device() == value.device(),
                "parameter ", i, " is ", value.sizes(), " ", value.scalar_type(), ", but its ", name, " is ",
                tensor.sizes(), " ", tensor.scalar_type());
        };
        const at::ScalarType state = averages[i].scalar_type();
        require_like(gradients[i], value.scalar_type(), "gradient");
        if (master.defined()) {
            const bool is_remainder = master.scalar_type() == at::kShort && value.scalar_type() == at::kBFloat16;
            require_like(master, is_remainder ? at::kShort : at::kFloat, "master copy");
        }
        require_like(averages[i], state, "state");
        require_like(squares[i], state, "state");
        TORCH_CHECK(
            state == at::kFloat || state == value.scalar_type() || state == at::kBFloat16, "parameter ", i,
            " has a state of type ", state);
        for (const at::Tensor &tensor : {value, averages[i], squares[i], master.defined() ? master : value}) {
            TORCH_CHECK(tensor.is_contiguous(), "parameter ", i, " or its state is not contiguous");
        }
        TORCH_CHECK(
            counters[i].numel() == 1 && counters[i].scalar_type() == at::kFloat, "step counter ", i,
            " must be one float32, but is ", counters[i].sizes(), " ", counters[i].scalar_type());
    }
};

bool suits(const Lists &lists, size_t i) {
    const at::ScalarType state = lists.averages[i].scalar_type();
    return suit_kernels({lists.values[i]}) && lists.counters[i].is_cpu() && (state == at::kFloat || state == at::kBFloat16);
}

template <class Element, class State>
void step_with_kernel(const Lists &lists, size_t first, size_t end, const Rates &rates) {
    const AdamWStep step{
        .beta1 = static_cast<float>(rates.beta1),
        .beta2 = static_cast<float>(rates.beta2),
        .epsilon = static_cast<float>(rates.eps),
        .decay = static_cast<float>(1 - rates.lr * rates.weight_decay),
    };
    std::vector<AdamWParameter<Element, State>> parameters;
    parameters.reserve(end - first);
    for (size_t i = first; i < end; i++) {
        float &counter = *writable_numbers<float>(lists.counters[i]);
        counter += 1;
        parameters.push_back({
            .count = lists.values[i].numel(),
            .value = writable_numbers<Element>(lists.values[i]),
            .master = lists.has_master(i, at::kFloat) ? writable_numbers<float>(lists.masters[i]) : nullptr,
            .remainder = lists.has_master(i, at::kShort) ? writable_numbers<int16_t>(lists.masters[i]) : nullptr,
            .gradient = numbers<Element>(lists.gradients[i]),
            .average = writable_numbers<State>(lists.averages[i]),
            .square_average = writable_numbers<State>(lists.squares[i]),
            .rate = static_cast<float>(rates.lr / (1 - std::pow(rates.beta1, counter))),
            .root_correction = static_cast<float>(1 / std::sqrt(1 - std::pow(rates.beta2, counter))),
            .key = (static_cast<uint64_t>(i) + 1) * 0x9E3779B97F4A7C15u + static_cast<uint64_t>(counter),
        });
    }
    const auto count = static_cast<int64_t>(parameters.size());
    if constexpr (std::is_same_v<State, float>) {
        in_use<Element>().adamw(step, parameters.data(), count);
    } else {
        in_use<Element>().adamw_bfloat16_states(step, parameters.data(), count);
    }
    // The kernel writes behind libtorch's back, which counts the changes of a tensor.
    for (size_t i = first; i < end; i++) lists.values[i].unsafeGetTensorImpl()->bump_version();
}

// A float32 tensor from its bfloat16 and the 16 bits beyond, as the kernel has it.
at::Tensor join(const at::Tensor &value, const at::Tensor &remainder) {
    return value.detach().view(at::kShort).to(at::kInt).mul(1 << 16).add(remainder.to(at::kInt)).view(at::kFloat);
}

void split(const at::Tensor &value, const at::Tensor &remainder, const at::Tensor &number) {
    const at::Tensor bits = number.view(at::kInt);
    const at::Tensor rounded = bits.add(1 << 15).bitwise_right_shift(16);
    value.detach().view(at::kShort).copy_(rounded);
    remainder.copy_(bits.sub(rounded.mul(1 << 16)));
}

void step_plainly(const Lists &lists, size_t i, const Rates &rates) {
    const at::Tensor &value = lists.values[i], &master = lists.masters[i];
    const bool is_remainder = lists.has_master(i, at::kShort);
    const at::Tensor target = is_remainder ? join(value, master) : master.defined() ? master : value;
    TORCH_CHECK(
        lists.averages[i].scalar_type() == target.scalar_type(), "states of type ", lists.averages[i].scalar_type(),
        " beside ", target.scalar_type(), " are for the CPU only");
    at::_foreach_add_({lists.counters[i]}, 1);
    at::_fused_adamw_(
        {target}, {lists.gradients[i].to(target.scalar_type())}, {lists.averages[i]}, {lists.squares[i]},
        /*max_exp_avg_sqs=*/{}, {lists.counters[i]}, rates.lr, rates.beta1, rates.beta2, rates.weight_decay, rates.eps,
        /*amsgrad=*/false, /*maximize=*/false);
    if (is_remainder) {
        split(value, master, target);
    } else if (master.defined()) {
        value.copy_(target);
    }
}

} // namespace

ct_status ct_adamw_(
    ct_list parameters, ct_optional_list masters, ct_list gradients, ct_list exp_avgs, ct_list exp_avg_sqs,
    ct_list steps, ct_int count, double lr, double beta1, double beta2, double weight_decay, double eps) {
    return guard("FusedAdamW", [&] {
        const c10::NoGradGuard no_grad;
        const Lists lists(parameters, masters, gradients, exp_avgs, exp_avg_sqs, steps, count);
        const Rates rates{lr, beta1, beta2, weight_decay, eps};
        for (size_t i = 0, end; i < lists.values.size(); i = end) {
            end = lists.end_of_run(i);
            if (!suits(lists, i)) {
                for (; i < end; i++) step_plainly(lists, i, rates);
                continue;
            }
            for_element(lists.values[i].scalar_type(), [&](auto *element) {
                using Element = std::remove_pointer_t<decltype(element)>;
                if (lists.averages[i].scalar_type() == at::kFloat) {
                    step_with_kernel<Element, float>(lists, i, end, rates);
                } else {
                    step_with_kernel<Element, Bfloat16>(lists, i, end, rates);
                }
            });
        }
    });
}

ct_status ct_adamw_reference_(
    ct_list parameters, ct_optional_list masters, ct_list gradients, ct_list exp_avgs, ct_list exp_avg_sqs,
    ct_list steps, ct_int count, double lr, double beta1, double beta2, double weight_decay, double eps) {
    return guard("FusedAdamWReference", [&] {
        const c10::NoGradGuard no_grad;
        const Lists lists(parameters, masters, gradients, exp_avgs, exp_avg_sqs, steps, count);
        const Rates rates{lr, beta1, beta2, weight_decay, eps};
        for (size_t i = 0; i < lists.values.size(); i++) step_plainly(lists, i, rates);
    });
}
