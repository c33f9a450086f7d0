// Matrices in the form in which products read them, kept from one product to the next.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>

#include <ATen/ops/empty.h>
#include <c10/util/intrusive_ptr.h>

#include "operands.hpp"

namespace ct {

// The right operands of some products, packed when they are first asked for, and again when a matrix has changed or
// other instructions are in use. What is trained changes with every step, and is left as it is.
class PackedWeights : public c10::intrusive_ptr_target {
public:
    // The right operand of `gemm`, which is made of `weights`, as `kernels` read it, for as long as the tensor lives;
    // undefined where the product shall read or pack them itself. `place` is the same for products that differ in nothing but their rows.
    template <class Element>
    at::Tensor right(
        int place, const kernels::Gemm<Element> &gemm, at::ArrayRef<at::Tensor> weights,
        const kernels::Kernels<Element> &kernels) {
        const int64_t bytes = kernels.packed_bytes(gemm);
        if (bytes == 0 || !std::all_of(weights.begin(), weights.end(), is_frozen)) return {};
        const std::lock_guard<std::mutex> lock(mutex);
        Entry &entry = entries[place];
        if (!entry.holds(&kernels, bytes, weights)) {
            entry = Entry();
            const at::Tensor memory = at::empty({bytes}, at::kByte);
            kernels.pack_right(gemm, memory.mutable_data_ptr());
            entry = Entry(memory, &kernels, weights);
        }
        return entry.memory;
    }

    // In bytes.
    int64_t size() {
        const std::lock_guard<std::mutex> lock(mutex);
        int64_t sum = 0;
        for (const auto &[place, entry] : entries) sum += entry.memory.defined() ? entry.memory.numel() : 0;
        return sum;
    }

    void clear() {
        const std::lock_guard<std::mutex> lock(mutex);
        entries.clear();
    }

private:
    // Tensors of inference mode do not count their changes.
    static bool is_frozen(const at::Tensor &weight) { return !weight.requires_grad() && !weight.is_inference(); }

    struct Entry {
        at::Tensor memory;
        // What was packed: by which kernels, and which state of which tensors. Those are held, so that no other tensor
        // can come to lie where they do.
        const void *kernels = nullptr;
        std::vector<at::Tensor> weights;
        std::vector<int64_t> versions;

        Entry() = default;

        Entry(const at::Tensor &memory, const void *used, at::ArrayRef<at::Tensor> given)
            : memory(memory), kernels(used) {
            for (const at::Tensor &weight : given) {
                weights.push_back(weight.detach());
                versions.push_back(weight._version());
            }
        }

        bool holds(const void *wanted, int64_t bytes, at::ArrayRef<at::Tensor> given) const {
            if (kernels != wanted || weights.size() != given.size() || memory.numel() != bytes) return false;
            for (size_t i = 0; i < weights.size(); i++) {
                if (given[i].const_data_ptr() != weights[i].const_data_ptr()) return false;
                if (given[i]._version() != versions[i]) return false;
            }
            return true;
        }
    };

    std::mutex mutex;
    std::map<int, Entry> entries;
};

// A product whose right operand, made of `weights`, may be kept packed; null: it is not.
template <class Element>
void run_product(kernels::Gemm<Element> gemm, PackedWeights *packed, int place, at::ArrayRef<at::Tensor> weights) {
    const auto &kernels = kernels::in_use<Element>();
    at::Tensor right;
    if (packed != nullptr) right = packed->right(place, gemm, weights, kernels);
    if (right.defined()) gemm.packed_right = right.const_data_ptr();
    kernels.gemm(gemm);
}

} // namespace ct

// The handle behind `ct_packed_weights *`.
struct ct_packed_weights {
    c10::intrusive_ptr<ct::PackedWeights> value = c10::make_intrusive<ct::PackedWeights>();
};
