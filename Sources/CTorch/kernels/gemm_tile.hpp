// The innermost product of matrices: one tile of sums in registers. Included like vectors.hpp, after gemm_packing.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

// Rows of a tile: with the panel's vectors as many sums as the registers hold.
#if CT_LANES == 4 && defined(__x86_64__)
constexpr int gemm_rows = 2;
#else
constexpr int gemm_rows = 6;
#endif

template <class Word>
CT_INLINE Word word_at(const char *place) {
    Word word;
    std::memcpy(&word, place, sizeof word);
    return word;
}

// to = a b or from + a b: a [Count, depth] and b [depth, Width] in words, from and to [Count, Width]; rows of the last
// three begin a panel apart.
template <int Count, int Width, class Word>
static __attribute__((noinline)) void multiply_tile(
    const char *a, int64_t a_stride, const Word *b, int64_t depth, const float *from, float *to) {
    constexpr int vectors = Width / lanes;
    Floats sum[Count][vectors];
    for (int row = 0; row < Count; row++) {
        for (int v = 0; v < vectors; v++) {
            sum[row][v] = from == nullptr ? Floats(0.0f) : load<Floats>(from + row * panel + v * lanes);
        }
    }
    for (int64_t k = 0; k < depth; k++, a += sizeof(Word), b += panel) {
        for (int row = 0; row < Count; row++) {
            const Word factor = word_at<Word>(a + row * a_stride);
            for (int v = 0; v < vectors; v++) sum[row][v] = multiply_add(factor, b + v * lanes, sum[row][v]);
        }
    }
    for (int row = 0; row < Count; row++) {
        for (int v = 0; v < vectors; v++) store(to + row * panel + v * lanes, sum[row][v]);
    }
}

// Of as many rows as there are, up to a tile's.
template <int Width, class Word, int Count = gemm_rows>
CT_INLINE void multiply_tile(
    int count, const char *a, int64_t a_stride, const Word *b, int64_t depth, const float *from, float *to) {
    if constexpr (Count > 0) {
        if (count == Count) return multiply_tile<Count, Width>(a, a_stride, b, depth, from, to);
        multiply_tile<Width, Word, Count - 1>(count, a, a_stride, b, depth, from, to);
    }
}

} // namespace ct::kernels::CT_INSTRUCTIONS
