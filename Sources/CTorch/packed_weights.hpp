// Matrices in the form in which products read them, kept from one product to the next.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>

#include <ATen/ops/empty.h>
#include <c10/util/intrusive_ptr.h>

#include "operands.hpp"

namespace ct {

// The right operands of some products, packed when they are first asked for, and again when a matrix has changed or other
// instructions are in use. Each takes as much memory as its matrices. What is trained changes with every step, and is left
// as it is.
class PackedWeights : public c10::intrusive_ptr_target {
public:
    // The right operand of `gemm`, which is made of `weights`; null where the product shall read or pack them
    // itself. `place` is the same for products that differ in nothing but their rows.
    template <class Element>
    const void *right(int place, const kernels::Gemm<Element> &gemm, at::ArrayRef<at::Tensor> weights) {
        const auto &kernels = kernels::in_use<Element>();
        const int64_t bytes = kernels.packed_bytes(gemm);
        const bool is_trained =
            std::any_of(weights.begin(), weights.end(), [](const at::Tensor &weight) { return weight.requires_grad(); });
        if (bytes == 0 || is_trained) return nullptr;
        const std::lock_guard<std::mutex> lock(mutex);
        Entry &entry = entries[place];
        if (!entry.holds(&kernels, weights)) {
            entry.memory = at::empty({bytes}, at::kByte);
            kernels.pack_right(gemm, entry.memory.mutable_data_ptr());
            entry.remember(&kernels, weights);
        }
        return entry.memory.const_data_ptr();
    }

    // In bytes.
    int64_t size() {
        const std::lock_guard<std::mutex> lock(mutex);
        int64_t sum = 0;
        for (const auto &[place, entry] : entries) sum += entry.memory.numel();
        return sum;
    }

private:
    struct Entry {
        at::Tensor memory;
        // What was packed: by which kernels, and which state of which tensors. Those are held, so that no other tensor
        // can come to lie where they do.
        const void *kernels = nullptr;
        std::vector<at::Tensor> weights;
        std::vector<int64_t> versions;

        bool holds(const void *wanted, at::ArrayRef<at::Tensor> given) const {
            if (kernels != wanted || weights.size() != given.size()) return false;
            for (size_t i = 0; i < weights.size(); i++) {
                if (given[i].const_data_ptr() != weights[i].const_data_ptr()) return false;
                if (version(given[i]) != versions[i]) return false;
            }
            return true;
        }

        void remember(const void *used, at::ArrayRef<at::Tensor> given) {
            kernels = used;
            weights.clear();
            versions.clear();
            for (const at::Tensor &weight : given) {
                weights.push_back(weight.detach());
                versions.push_back(version(weight));
            }
        }

        static int64_t version(const at::Tensor &tensor) { return tensor.is_inference() ? 0 : tensor._version(); }
    };

    std::mutex mutex;
    std::map<int, Entry> entries;
};

} // namespace ct

// The handle behind `ct_packed_weights *`.
struct ct_packed_weights {
    c10::intrusive_ptr<ct::PackedWeights> value = c10::make_intrusive<ct::PackedWeights>();
};
