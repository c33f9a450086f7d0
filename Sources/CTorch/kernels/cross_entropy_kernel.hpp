// Cross-entropy of rows of logits, which become their own gradients. Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr float log2_of_e = 1.44269504088896341f;

template <class Element>
static void cross_entropy(
    Element *logits, const int64_t *targets, int64_t rows, int64_t classes, bool makes_gradients, float *losses) {
    run_tasks(rows, [&](int64_t row) {
        Element *at = logits + row * classes;
        Floats highest = Floats(-INFINITY);
        for_pieces(classes, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            Floats numbers = widen(at + c, count);
            for (int lane = count; lane < lanes; lane++) numbers[lane] = -INFINITY;
            highest = maximum(highest, numbers);
        });
        float most = highest[0];
        for (int lane = 1; lane < lanes; lane++) most = std::max(most, highest[lane]);
        const auto power = [&](int64_t c, int count) CT_INLINE_LAMBDA {
            return exp2_exact((widen(at + c, count) - most) * log2_of_e);
        };
        // Two levels of sums: a row has tens of thousands of terms.
        double sum = 0;
        constexpr int64_t run = 4096;
        for (int64_t begin = 0; begin < classes; begin += run) {
            Floats part = Floats(0.0f);
            for_pieces(std::min(run, classes - begin), [&](int64_t c, int count) CT_INLINE_LAMBDA {
                Floats powers = power(begin + c, count);
                for (int lane = count; lane < lanes; lane++) powers[lane] = 0;
                part += powers;
            });
            sum += total(part);
        }
        const float target = widen(at + targets[row], 1)[0];
        losses[row] = static_cast<float>(std::log(sum) + (static_cast<double>(most) - target));
        if (!makes_gradients) return;
        const auto share = static_cast<float>(1 / sum);
        for_pieces(classes, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            narrow(at + c, power(c, count) * share, count);
        });
        narrow(at + targets[row], Floats(std::exp(target - most) * share - 1), 1);
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
