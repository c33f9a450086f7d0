// Between tensors and the kernels, which work on plain memory.
#pragma once

#include "guard.hpp"
#include "kernels/kernels.hpp"

namespace ct {

// Whether the kernels compute tensors like these: all on the CPU and of one of their two types.
inline bool suit_kernels(at::ArrayRef<at::Tensor> tensors) {
    const at::ScalarType type = tensors.front().scalar_type();
    if (type != at::kBFloat16 && type != at::kFloat) return false;
    for (const at::Tensor &tensor : tensors) {
        if (!tensor.is_cpu() || tensor.scalar_type() != type) return false;
    }
    return true;
}

// Calls `body` with a null pointer of the type that the kernels know these numbers by.
template <class Body>
void for_element(at::ScalarType type, const Body &body) {
    if (type == at::kBFloat16) {
        body(static_cast<kernels::Bfloat16 *>(nullptr));
    } else {
        body(static_cast<float *>(nullptr));
    }
}

// The numbers of a contiguous tensor.
template <class Element>
const Element *numbers(const at::Tensor &tensor) {
    return static_cast<const Element *>(tensor.const_data_ptr());
}

template <class Element>
Element *writable_numbers(const at::Tensor &tensor) {
    return static_cast<Element *>(tensor.mutable_data_ptr());
}

} // namespace ct
