#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/graph_task.h>

#include <mutex>
#include <utility>

#include "guard.hpp"
#include "include/ct_autograd.h"

using namespace ct;

namespace {

// The backward step of a value whose gradients were computed together with it.
struct AttachedGradients : torch::autograd::Node {
    std::vector<at::Tensor> gradients;

    AttachedGradients(torch::autograd::edge_list &&inputs, std::vector<at::Tensor> known)
        : Node(std::move(inputs)), gradients(std::move(known)) {}

    torch::autograd::variable_list apply(torch::autograd::variable_list &&flowing_in) override {
        check_differentiated_once("attach");
        const std::lock_guard<std::mutex> lock(mutex_);
        TORCH_CHECK(!gradients.empty(), "the graph was freed by an earlier backward; pass retainGraph: true there");
        torch::autograd::variable_list result(gradients.size());
        const at::Tensor &factor = flowing_in[0];
        if (!factor.defined()) return result;
        const bool is_one = factor.is_cpu() && factor.item().toDouble() == 1;
        // Without a next time they are given away, whatever becomes of them here.
        const bool is_kept = torch::autograd::get_current_graph_task_keep_graph();
        std::vector<at::Tensor> known = is_kept ? gradients : std::exchange(gradients, {});
        for (size_t i = 0; i < known.size(); i++) {
            if (!task_should_compute_output(i)) continue;
            // A factor of rank 0 keeps its own precision and leaves the gradient its type.
            result[i] = is_one ? known[i] : scaled(std::move(known[i]), factor.reshape({}));
        }
        return result;
    }

    void release_variables() override {
        const std::lock_guard<std::mutex> lock(mutex_);
        gradients.clear();
    }

    std::string name() const override { return "AttachedGradients"; }

private:
    // In place where nobody else holds the numbers: gradients can be the largest tensors of a step.
    static at::Tensor scaled(at::Tensor gradient, const at::Tensor &factor) {
        const bool is_own = gradient.use_count() == 1 && gradient.has_storage() &&
            gradient.storage().use_count() == 1 && !is_borrowed(gradient);
        const bool is_writable = gradient.is_non_overlapping_and_dense() && gradient.is_floating_point();
        return is_own && is_writable ? gradient.mul_(factor) : gradient.mul(factor);
    }
};

} // namespace

void ct::check_differentiated_once(const char *operation) {
    // libtorch records what a backward pass does where its results are to be differentiated again, and only there.
    TORCH_CHECK_NOT_IMPLEMENTED(
        !c10::GradMode::is_enabled(), "the gradients of ", operation,
        " are made by a kernel and cannot be differentiated again; leave createGraph out, or compute in float64");
}

bool ct_grad_enabled(void) { return c10::GradMode::is_enabled(); }

void ct_set_grad_enabled(bool enabled) { c10::GradMode::set_enabled(enabled); }

ct_status ct_set_requires_grad(ct_tensor *tensor, bool on) {
    return guard("setRequiresGrad", [&] { get(tensor).set_requires_grad(on); });
}

ct_status ct_get_grad(ct_out out, const ct_tensor *tensor) {
    return guard("grad", [&] {
        // libtorch keeps none for a computed tensor, and prints a warning when asked for it.
        give(out, get(tensor).is_leaf() ? get(tensor).grad() : at::Tensor());
    });
}

ct_status ct_set_grad(ct_tensor *tensor, const ct_tensor *gradient) {
    return guard("setGrad", [&] {
        const at::Tensor &target = get(tensor);
        if (gradient == nullptr) {
            target.mutable_grad().reset();
            return;
        }
        const at::Tensor &value = get(gradient);
        TORCH_CHECK(
            value.sizes() == target.sizes() && value.scalar_type() == target.scalar_type() &&
                value.device() == target.device(),
            "a gradient must have its tensor's shape, type and device, but the tensor is ", target.sizes(), " ",
            target.scalar_type(), " on ", target.device(), " and the gradient ", value.sizes(), " ",
            value.scalar_type(), " on ", value.device());
        target.mutable_grad() = value;
    });
}

ct_status ct_backward(const ct_tensor *output, const ct_tensor *gradient, bool retain_graph) {
    return guard("backward", [&] {
        get(output).backward(gradient ? get(gradient) : at::Tensor(), retain_graph, /*create_graph=*/false);
    });
}

ct_status ct_grad(
    ct_out out, const ct_tensor *output, ct_list inputs, ct_int count, const ct_tensor *gradient, bool retain_graph,
    bool create_graph) {
    return guard("grad", [&] {
        std::vector<at::Tensor> gradients;
        if (gradient != nullptr) gradients.push_back(get(gradient));
        give_list(
            out, torch::autograd::grad(
                     {get(output)}, get_list(inputs, count), gradients, retain_graph || create_graph, create_graph,
                     /*allow_unused=*/true));
    });
}

ct_status ct_attach_gradients(
    ct_out out, const ct_tensor *value, ct_list inputs, ct_list gradients, ct_int count) {
    return guard("attach", [&] {
        TORCH_CHECK(get(value).numel() == 1, "the value must have one element, but has shape ", get(value).sizes());
        const auto sources = get_list(inputs, count);
        std::vector<at::Tensor> known;
        for (ct_int i = 0; i < count; i++) {
            known.push_back(get(gradients[i]).detach());
            TORCH_CHECK(
                known[i].sizes() == sources[i].sizes(), "gradient ", i, " has shape ", known[i].sizes(),
                ", but its input ", sources[i].sizes());
        }
        at::Tensor result = get(value).detach();
        if (c10::GradMode::is_enabled() && torch::autograd::any_variable_requires_grad(sources)) {
            torch::autograd::create_gradient_edge(
                result, c10::make_intrusive<AttachedGradients>(
                            torch::autograd::collect_next_edges(sources), std::move(known)));
        }
        give(out, std::move(result));
    });
}
