// Products of matrices in tensors, by the kernels.
#pragma once

#include "operands.hpp"

namespace ct {

// A matrix whose rows lie one after the other, or its transpose.
struct Operand {
    at::Tensor matrix;
    bool is_transposed = false;
};

template <class Element>
kernels::Rows<const Element> reading_rows(const at::Tensor &matrix) {
    return {numbers<Element>(matrix), matrix.stride(0)};
}

template <class Element>
kernels::Rows<Element> writing_rows(const at::Tensor &matrix) {
    return {writable_numbers<Element>(matrix), matrix.stride(0)};
}

// left right, without an epilogue. Sizes must fit and be above 0.
template <class Element>
kernels::Gemm<Element> product(const Operand &left, const Operand &right) {
    const at::Tensor &a = left.matrix, &b = right.matrix;
    kernels::Gemm<Element> gemm{
        a.size(left.is_transposed ? 1 : 0), b.size(right.is_transposed ? 0 : 1), b.size(right.is_transposed ? 1 : 0)};
    gemm.left = reading_rows<Element>(a);
    gemm.left_is_transposed = left.is_transposed;
    gemm.right.width = b.size(1);
    gemm.right.add(numbers<Element>(b), b.stride(0), b.size(0));
    gemm.right_is_transposed = right.is_transposed;
    return gemm;
}

// As a matrix of rows whose numbers lie side by side, without a copy where that is possible.
inline at::Tensor as_rows(const at::Tensor &x) {
    const at::Tensor rows = x.reshape({x.numel() / x.size(-1), x.size(-1)});
    return rows.stride(1) == 1 && rows.stride(0) >= rows.size(1) ? rows : rows.contiguous();
}

} // namespace ct
