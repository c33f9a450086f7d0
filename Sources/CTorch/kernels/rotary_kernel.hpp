// Rotary position embedding (https://arxiv.org/abs/2104.09864). Included like vectors.hpp, after rms_norm_kernel.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
static void rotate(
    Heads<const Element> x, const Element *cosines, const Element *sines, int64_t tokens, int64_t heads,
    int64_t width, float direction, Heads<Element> y) {
    const int64_t half = width / 2;
    for_rows(tokens, heads * width, [&](int64_t first, int64_t end) {
        for (int64_t token = first; token < end; token++) {
            for (int64_t head = 0; head < heads; head++) {
                const Element *from = x.at(token, head * width);
                Element *to = y.at(token, head * width);
                for_pieces(half, [&](int64_t c, int count) CT_INLINE_LAMBDA {
                    const Floats cosine = widen(cosines + token * half + c, count);
                    const Floats sine = widen(sines + token * half + c, count) * direction;
                    const Floats real = widen(from + c, count), imaginary = widen(from + half + c, count);
                    narrow(to + c, real * cosine - imaginary * sine, count);
                    narrow(to + half + c, imaginary * cosine + real * sine, count);
                });
            }
        }
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
