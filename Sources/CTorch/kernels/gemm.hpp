// Matrix products C = A B, what linear layers are made of, with everything that follows a product done on its sums
// while they are in registers.
//
// B is packed while the product runs, a piece at a time, so no second copy of a weight is kept; or once before it, for
// products of so few rows that packing would take as long as they do.
#pragma once

#include <cstdint>

namespace ct::kernels {

// Rows of numbers, `stride` apart.
template <class Element>
struct Rows {
    Element *data = nullptr;
    int64_t stride = 0;

    Element *operator[](int64_t row) const { return data + row * stride; }
    explicit operator bool() const { return data != nullptr; }
};

// Matrices of one width, one under the other: their rows are counted through.
template <class Element>
struct Stack {
    static constexpr int most = 3;
    Rows<const Element> parts[most];
    int64_t heights[most] = {};
    int count = 0;
    int64_t width = 0;

    int64_t height() const {
        int64_t sum = 0;
        for (int part = 0; part < count; part++) sum += heights[part];
        return sum;
    }

    void add(const Element *data, int64_t stride, int64_t height) {
        parts[count] = {data, stride};
        heights[count++] = height;
    }
};

// A product of a few columns that is added to some of the columns of C: factor * left right, for left [rows, rank] and
// right [rank, columns], in float32. With dropout each number is weighed by what is kept of its row and column; such an
// update begins at column 0, and its product has no gate.
struct LowRankUpdate {
    const float *left;
    const float *right;
    int64_t rank;
    int64_t right_rank_stride, right_column_stride;
    int64_t first_column, columns;
    float factor;
    double dropout;
    uint64_t seed;
};

// What becomes of the sums: C = A B + bias + updates + residual, rounded once; then one of the following.
template <class Element>
struct Epilogue {
    const float *bias = nullptr; // [columns]
    const LowRankUpdate *updates = nullptr;
    int update_count = 0;
    Rows<const Element> residual;
    // C itself, rounded, or added to what stands there in float32.
    Rows<Element> output;
    Rows<float> sums;
    // Of a product with two matrices on the right: the first half of C's columns is the gate, the second what it lets
    // through. `gate` and `up` receive them, `output` silu(gate) * up where it is wanted.
    Rows<Element> gate, up;
    // C is the gradient of silu(gate) * up, and these are the two; receives theirs.
    Rows<const Element> gate_of_gradient, up_of_gradient;
    Rows<Element> gate_gradient, up_gradient;
};

template <class Element>
struct Gemm {
    int64_t rows, columns, depth;
    // A [rows, depth], or its transpose [depth, rows].
    Rows<const Element> left;
    bool left_is_transposed = false;
    // B [depth, columns], or its transpose [columns, depth].
    Stack<Element> right;
    bool right_is_transposed = false;
    // B as `pack_right` left it for a product of the same columns, depth and epilogue; null: packed while this runs.
    const void *packed_right = nullptr;
    Epilogue<Element> epilogue;
};

} // namespace ct::kernels
