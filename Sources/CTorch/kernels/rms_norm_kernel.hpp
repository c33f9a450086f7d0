// Root-mean-square normalization (https://arxiv.org/abs/1910.07467). Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

// Rows of one task: enough numbers that taking a task costs nothing.
inline int64_t rows_at_once(int64_t width) { return std::max<int64_t>(1, 16384 / std::max<int64_t>(width, 1)); }

// Calls `body(first, end)` for runs of rows on several threads.
template <class Body>
static void for_rows(int64_t rows, int64_t width, const Body &body) {
    const int64_t at_once = rows_at_once(width);
    run_tasks((rows + at_once - 1) / at_once, [&](int64_t task) {
        body(task * at_once, std::min(rows, (task + 1) * at_once));
    });
}

template <class Element>
static void rms_norm(
    const Element *x, const Element *weight, int64_t rows, int64_t width, float epsilon, Element *y,
    float *inverses) {
    for_rows(rows, width, [&](int64_t first, int64_t end) {
        for (int64_t row = first; row < end; row++) {
            const Element *from = x + row * width;
            Element *to = y + row * width;
            Floats squares = Floats(0.0f);
            for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                const Floats number = widen(from + c, count);
                squares += number * number;
            });
            const float inverse = 1 / std::sqrt(total(squares) / static_cast<float>(width) + epsilon);
            inverses[row] = inverse;
            for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                // Rounded before the weight, as transformers does.
                const Floats normal = rounded(widen(from + c, count) * inverse, from);
                narrow(to + c, normal * widen(weight + c, count), count);
            });
        }
    });
}

template <class Element>
static void rms_norm_backward(
    const Element *x, const Element *weight, const float *inverses, const Element *y_gradient,
    const Element *residual, int64_t rows, int64_t width, Element *x_gradient, float *weight_gradient) {
    for_rows(rows, width, [&](int64_t first, int64_t end) {
        for (int64_t row = first; row < end; row++) {
            const Element *from = x + row * width, *gradient = y_gradient + row * width;
            const float inverse = inverses[row];
            Floats products = Floats(0.0f);
            for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                products += widen(gradient + c, count) * widen(weight + c, count) * widen(from + c, count);
            });
            // d(x / rms) projects the gradient off the direction of x.
            const float along = total(products) * inverse * inverse / static_cast<float>(width);
            for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                const Floats across =
                    widen(gradient + c, count) * widen(weight + c, count) - widen(from + c, count) * along;
                Floats sum = across * inverse;
                if (residual != nullptr) sum += widen(residual + row * width + c, count);
                narrow(x_gradient + row * width + c, sum, count);
            });
        }
    });
    if (weight_gradient == nullptr) return;
    // Columns are shared out, so that each sum runs over the rows in their order.
    constexpr int64_t columns_at_once = 64;
    run_tasks((width + columns_at_once - 1) / columns_at_once, [&](int64_t task) {
        const int64_t begin = task * columns_at_once, size = std::min(columns_at_once, width - begin);
        float sums[columns_at_once] = {};
        for (int64_t row = 0; row < rows; row++) {
            const Element *from = x + row * width + begin, *gradient = y_gradient + row * width + begin;
            for_pieces(size, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                const Floats normal = rounded(widen(from + c, count) * inverses[row], from);
                store(sums + c, load<Floats>(sums + c) + normal * widen(gradient + c, count));
            });
        }
        std::copy(sums, sums + size, weight_gradient + begin);
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
