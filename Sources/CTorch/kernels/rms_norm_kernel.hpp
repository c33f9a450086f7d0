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

// Calls `body(token, head)` for all heads on several threads.
template <class Body>
static void for_heads(int64_t tokens, int64_t heads, int64_t width, const Body &body) {
    for_rows(tokens, heads * width, [&](int64_t first, int64_t end) {
        for (int64_t token = first; token < end; token++) {
            for (int64_t head = 0; head < heads; head++) body(token, head);
        }
    });
}

template <class Element>
static void rms_norm(
    Heads<const Element> x, AddedResidual<Element> added, const Element *weight, int64_t tokens, int64_t heads,
    int64_t width, float epsilon, Heads<Element> y, float *inverses) {
    for_heads(tokens, heads, width, [&](int64_t token, int64_t head) {
        const Element *from = x.at(token, head * width);
        if (added.residual.data != nullptr) {
            const Element *residual = added.residual.at(token, head * width);
            Element *sum = added.sum.at(token, head * width);
            for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                narrow(sum + c, widen(from + c, count) + widen(residual + c, count), count);
            });
            from = sum;
        }
        Element *to = y.at(token, head * width);
        Floats squares = Floats(0.0f);
        for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            const Floats number = widen(from + c, count);
            squares += number * number;
        });
        const float inverse = 1 / std::sqrt(total(squares) / static_cast<float>(width) + epsilon);
        inverses[token * heads + head] = inverse;
        for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            // Rounded before the weight, as transformers does.
            const Floats normal = rounded(widen(from + c, count) * inverse, from);
            narrow(to + c, normal * widen(weight + c, count), count);
        });
    });
}

template <class Element>
static void rms_norm_weight_gradient(
    Heads<const Element> x, const float *inverses, Heads<const Element> y_gradient, int64_t tokens, int64_t heads,
    int64_t width, float *weight_gradient) {
    // Columns are shared out, so that each sum runs over the rows in their order.
    constexpr int64_t columns_at_once = 64;
    run_tasks((width + columns_at_once - 1) / columns_at_once, [&](int64_t task) {
        const int64_t begin = task * columns_at_once, size = std::min(columns_at_once, width - begin);
        float sums[columns_at_once] = {};
        for (int64_t token = 0; token < tokens; token++) {
            for (int64_t head = 0; head < heads; head++) {
                const Element *from = x.at(token, head * width + begin);
                const Element *gradient = y_gradient.at(token, head * width + begin);
                const float inverse = inverses[token * heads + head];
                for_pieces(size, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                    const Floats normal = rounded(widen(from + c, count) * inverse, from);
                    store(sums + c, load<Floats>(sums + c) + normal * widen(gradient + c, count));
                });
            }
        }
        std::copy(sums, sums + size, weight_gradient + begin);
    });
}

template <class Element>
static void rms_norm_backward(
    Heads<const Element> x, const Element *weight, const float *inverses, Heads<const Element> y_gradient,
    Heads<const Element> residual, int64_t tokens, int64_t heads, int64_t width, Heads<Element> x_gradient,
    float *weight_gradient) {
    // First, since the gradient of x may take the place of that of y.
    if (weight_gradient != nullptr) {
        rms_norm_weight_gradient(x, inverses, y_gradient, tokens, heads, width, weight_gradient);
    }
    for_heads(tokens, heads, width, [&](int64_t token, int64_t head) {
        const Element *from = x.at(token, head * width);
        const Element *gradient = y_gradient.at(token, head * width);
        const Element *passing = residual.data == nullptr ? nullptr : residual.at(token, head * width);
        Element *to = x_gradient.at(token, head * width);
        const float inverse = inverses[token * heads + head];
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
            if (passing != nullptr) sum += widen(passing + c, count);
            narrow(to + c, sum, count);
        });
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
