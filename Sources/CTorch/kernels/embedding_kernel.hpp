// The gradient of a table of embeddings. Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
static void embedding_backward(
    const int64_t *ids, const Element *y_gradient, int64_t count, int64_t width, Element *weight_gradient) {
    // Tokens of one id side by side, in their order; where each id begins.
    std::vector<int64_t> order(count), begins;
    std::iota(order.begin(), order.end(), int64_t(0));
    std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return ids[a] != ids[b] ? ids[a] < ids[b] : a < b;
    });
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || ids[order[i]] != ids[order[i - 1]]) begins.push_back(i);
    }
    begins.push_back(count);
    run_tasks(static_cast<int64_t>(begins.size()) - 1, [&](int64_t task) {
        const int64_t begin = begins[task], end = begins[task + 1];
        Element *to = weight_gradient + ids[order[begin]] * width;
        for_pieces(width, [&](int64_t c, int size) CT_INLINE_LAMBDA {
            // Rounded once, however often a token stands in the text.
            Floats sum = Floats(0.0f);
            for (int64_t i = begin; i < end; i++) sum += widen(y_gradient + order[i] * width + c, size);
            narrow(to + c, sum, size);
        });
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
