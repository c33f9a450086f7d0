// The gated activation (https://arxiv.org/abs/2002.05202). Included like vectors.hpp, after rms_norm_kernel.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

CT_INLINE Floats sigmoid(Floats x) { return 1.0f / (1.0f + exp2_exact(x * -1.44269504f)); }

template <class Element>
static void swiglu(Rows<const Element> gate, Rows<const Element> up, int64_t rows, int64_t width, Element *y) {
    for_rows(rows, width, [&](int64_t first, int64_t end) {
        for (int64_t row = first; row < end; row++) {
            Element *to = y + row * width;
            for_pieces(width, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                const Floats g = widen(gate[row] + c, size);
                // Rounded between the two products, as they are when made one by one.
                narrow(to + c, rounded(g * sigmoid(g), to) * widen(up[row] + c, size), size);
            });
        }
    });
}

template <class Element>
static void swiglu_backward(
    const Element *gate, const Element *up, const Element *y_gradient, int64_t count, Element *gate_gradient,
    Element *up_gradient) {
    for_rows(count, 1, [&](int64_t first, int64_t end) {
        for_pieces(end - first, [&](int64_t place, int size) CT_INLINE_LAMBDA {
            const int64_t i = first + place;
            const Floats g = widen(gate + i, size), s = sigmoid(g), d = widen(y_gradient + i, size);
            narrow(up_gradient + i, d * g * s, size);
            narrow(gate_gradient + i, d * widen(up + i, size) * s * (1.0f + g * (1.0f - s)), size);
        });
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
