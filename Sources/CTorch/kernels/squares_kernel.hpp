// Sums of squares, what the norm of gradients is made of. Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
static double squares(const Element *numbers, int64_t count) {
    constexpr int64_t piece = 65536, run = 4096; // of a task; of what is added up in float32
    std::vector<double> sums((count + piece - 1) / piece);
    run_tasks(static_cast<int64_t>(sums.size()), [&](int64_t task) {
        const int64_t end = std::min(count, (task + 1) * piece);
        for (int64_t begin = task * piece; begin < end; begin += run) {
            Floats sum = Floats(0.0f);
            for_pieces(std::min(run, end - begin), [&](int64_t i, int size) CT_INLINE_LAMBDA {
                const Floats some = widen(numbers + begin + i, size);
                sum += some * some;
            });
            sums[task] += total(sum);
        }
    });
    return std::accumulate(sums.begin(), sums.end(), 0.0);
}

} // namespace ct::kernels::CT_INSTRUCTIONS
