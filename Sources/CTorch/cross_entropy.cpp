#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>

#include "include/ct_kernels.h"
#include "kernels/scratch.hpp"
#include "packed_weights.hpp"
#include "products.hpp"

using namespace ct;
using namespace ct::kernels;

namespace {

struct Gradients {
    at::Tensor rows, weight; // undefined where not wanted
};

void check(const at::Tensor &rows, const at::Tensor &weight, const at::Tensor &targets) {
    TORCH_CHECK(
        rows.dim() == 2 && weight.dim() == 2 && rows.size(1) == weight.size(1) && weight.numel() > 0 &&
            targets.dim() == 1 && targets.size(0) == rows.size(0) && targets.scalar_type() == at::kLong,
        "the shapes of rows ", rows.sizes(), ", weight ", weight.sizes(), " and int64 targets ", targets.sizes(),
        " do not fit together");
    TORCH_CHECK(
        suit_kernels({rows, weight}) && targets.is_cpu(), "this operation is for bfloat16 and float32 on the CPU, ",
        "not for ", rows.scalar_type(), " on ", rows.device());
    const int64_t *classes = targets.const_data_ptr<int64_t>();
    for (int64_t i = 0; i < targets.numel(); i++) {
        TORCH_CHECK_INDEX(
            classes[i] >= 0 && classes[i] < weight.size(0), "target ", classes[i], " of row ", i,
            " is none of the ", weight.size(0), " classes");
    }
}

// Rows whose logits exist at a time: enough that packing the weight anew for each such run costs little. The weight's
// gradient, of which every run reads and writes all, takes more of them.
int64_t rows_at_once(int64_t classes, int64_t bytes, bool makes_weight_gradient) {
    constexpr int64_t most_bytes = 64 << 20, fewest_rows = 96, most_rows = 512;
    const int64_t factor = makes_weight_gradient ? 2 : 1;
    return std::clamp<int64_t>(factor * most_bytes / (classes * bytes), fewest_rows, factor * most_rows);
}

template <class Element>
void run(
    const at::Tensor &rows, const at::Tensor &weight, const int64_t *targets, float *losses, const Gradients &gradients,
    PackedWeights *packed) {
    // Kept between calls: fresh pages for tens of megabytes would cost a fault each.
    static thread_local Scratch scratch;
    const int64_t classes = weight.size(0), count = rows.size(0);
    // Runs of like length: a short one at the end would pack the weight for little.
    const int64_t most = rows_at_once(classes, sizeof(Element), gradients.weight.defined());
    const int64_t runs = (count + most - 1) / most;
    Element *memory = scratch.get<Element>((count + runs - 1) / runs * classes);
    const bool makes_gradients = gradients.rows.defined() || gradients.weight.defined();
    // Of several runs the weight's gradient is added up in float32, where it is that itself in place.
    at::Tensor sums;
    if (gradients.weight.defined() && runs > 1) {
        sums = std::is_same_v<Element, float> ? gradients.weight.zero_()
                                              : at::zeros(weight.sizes(), weight.options().dtype(at::kFloat));
    }
    for (int64_t run = 0; run < runs; run++) {
        const int64_t first = count * run / runs;
        const at::Tensor part = rows.narrow(0, first, count * (run + 1) / runs - first);
        const at::Tensor logits = at::from_blob(memory, {part.size(0), classes}, rows.options());
        Gemm<Element> forward = product<Element>({part}, {weight, true});
        forward.epilogue.output = writing_rows<Element>(logits);
        run_product(forward, packed, /*place=*/0, weight);
        in_use<Element>().cross_entropy(
            memory, targets + first, part.size(0), classes, makes_gradients, losses + first);
        if (gradients.rows.defined()) {
            Gemm<Element> backward = product<Element>({logits}, {weight});
            backward.epilogue.output = writing_rows<Element>(gradients.rows.narrow(0, first, part.size(0)));
            run_product(backward, packed, /*place=*/1, weight);
        }
        if (gradients.weight.defined()) {
            Gemm<Element> outer = product<Element>({logits, true}, {part});
            if (sums.defined()) {
                outer.epilogue.sums = writing_rows<float>(sums);
            } else {
                outer.epilogue.output = writing_rows<Element>(gradients.weight);
            }
            in_use<Element>().gemm(outer);
        }
    }
    if (sums.defined() && !sums.is_same(gradients.weight)) gradients.weight.copy_(sums);
}

} // namespace

ct_status ct_linear_cross_entropy(
    ct_out out, const ct_tensor *rows, const ct_tensor *weight, const ct_tensor *targets, bool wants_rows_gradient,
    bool wants_weight_gradient, ct_packed_weights *packed) {
    return guard("linearCrossEntropy", [&] {
        const at::Tensor classes = get(targets).contiguous();
        check(get(rows), get(weight), classes);
        const at::Tensor x = get(rows).detach().contiguous(), w = get(weight).detach().contiguous();
        PackedWeights *const kept = packed != nullptr && !get(weight).requires_grad() ? packed->value.get() : nullptr;
        const at::Tensor losses = at::empty({x.size(0)}, x.options().dtype(at::kFloat));
        Gradients gradients;
        if (wants_rows_gradient) gradients.rows = at::empty(x.sizes(), x.options());
        if (wants_weight_gradient) gradients.weight = at::empty(w.sizes(), w.options());
        if (x.numel() == 0) {
            if (wants_weight_gradient) gradients.weight.zero_();
        } else {
            for_element(x.scalar_type(), [&](auto *element) {
                run<std::remove_pointer_t<decltype(element)>>(
                    x, w, classes.const_data_ptr<int64_t>(), losses.mutable_data_ptr<float>(), gradients, kept);
            });
        }
        give_list(out, {losses, gradients.rows, gradients.weight});
    });
}
