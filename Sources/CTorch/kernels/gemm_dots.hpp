// Products with so few rows on the left that packing the right would cost more than the product: what decoding token
// by token is made of. Weights are read once, where they lie. Included like vectors.hpp, after gemm_epilogue.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr int most_dot_rows = 16;
// Of a tile, as many sums as the registers hold.
constexpr int most_dot_tile_rows = 4, dot_columns = 4;

template <class Element>
static bool suits_dots(const Gemm<Element> &gemm) {
    return gemm.rows <= most_dot_rows && gemm.right_is_transposed && !gemm.left_is_transposed;
}

CT_INLINE float tree_total(Floats values) {
#pragma clang loop unroll(full)
    for (int half = lanes / 2; half > 0; half /= 2) {
        Floats other = values;
        for (int lane = 0; lane < half; lane++) other[lane] = values[lane + half];
        values += other;
    }
    return values[0];
}

// Numbers that a step of a dot product takes.
template <class Element>
constexpr int dot_step = lanes * pack<WordOf<Element>>;

CT_INLINE Floats add_dot(const float *a, const float *b, Floats sum) { return multiply_vectors(a, b, sum); }

CT_INLINE Floats add_dot(const Bfloat16 *a, const Bfloat16 *b, Floats sum) {
#if CT_BF16_DOT
    return as<Floats>(_mm512_dpbf16_ps(as<__m512>(sum), as<__m512bh>(load<Bits>(a)), as<__m512bh>(load<Bits>(b))));
#else
#pragma clang fp contract(fast)
    return sum + widen(a) * widen(b);
#endif
}

// Asks for the memory that will be read next, where a step of a dot product begins another line of the cache.
template <class Element>
CT_INLINE void fetch(const Element *place, int64_t k) {
    constexpr int64_t line = 64 / sizeof(Element);
    if (dot_step<Element> >= line || k % line == 0) __builtin_prefetch(place);
}

// Products of `Count` rows on the left with some columns on the right: to[row * stride + column]. `ahead` is how far
// from these the columns lie that come next.
template <int Count, class Element>
static __attribute__((noinline)) void dots(
    Rows<const Element> left, const Element *const *columns, int64_t depth, int64_t ahead, float *to, int64_t stride) {
    Floats sum[Count][dot_columns];
    for (auto &row : sum) {
        for (Floats &vector : row) vector = Floats(0.0f);
    }
    int64_t k = 0;
    for (; k + dot_step<Element> <= depth; k += dot_step<Element>) {
        for (int row = 0; row < Count; row++) {
            for (int c = 0; c < dot_columns; c++) sum[row][c] = add_dot(left[row] + k, columns[c] + k, sum[row][c]);
        }
        for (int c = 0; c < dot_columns; c++) fetch(columns[c] + ahead + k, k);
    }
    for (; k < depth; k += lanes) {
        const int count = static_cast<int>(std::min<int64_t>(lanes, depth - k));
        for (int row = 0; row < Count; row++) {
            for (int c = 0; c < dot_columns; c++) sum[row][c] += widen(left[row] + k, count) * widen(columns[c] + k, count);
        }
    }
    for (int row = 0; row < Count; row++) {
        for (int c = 0; c < dot_columns; c++) to[row * stride + c] = tree_total(sum[row][c]);
    }
}

// As many rows as there are, up to a tile's.
template <class Element>
CT_INLINE void some_dots(
    int rows, Rows<const Element> left, const Element *const *columns, int64_t depth, int64_t ahead, float *to,
    int64_t stride) {
    switch (rows) {
    case 1: dots<1>(left, columns, depth, ahead, to, stride); break;
    case 2: dots<2>(left, columns, depth, ahead, to, stride); break;
    case 3: dots<3>(left, columns, depth, ahead, to, stride); break;
    default: dots<most_dot_tile_rows>(left, columns, depth, ahead, to, stride);
    }
}

template <class Element>
class DotRun {
public:
    explicit DotRun(const Gemm<Element> &gemm) : gemm(gemm), right(gemm), finish(gemm) {}

    void run() const {
        run_tasks(right.panels(), [&](int64_t p) {
            alignas(64) float sums[most_dot_rows * panel] = {};
            const int64_t ahead = dot_columns * gemm.right.parts[0].stride;
            for (int lane = 0; lane < panel; lane += dot_columns) {
                const Element *columns[dot_columns];
                for (int c = 0; c < dot_columns; c++) columns[c] = right.column_data(right.column(p, lane + c));
                if (columns[0] == nullptr) continue;
                // Behind the end any column will do: its sum is not used.
                for (const Element *&column : columns) column = column == nullptr ? columns[0] : column;
                for (int64_t row = 0; row < gemm.rows; row += most_dot_tile_rows) {
                    const Rows<const Element> left{gemm.left[row], gemm.left.stride};
                    const auto rows = static_cast<int>(std::min<int64_t>(most_dot_tile_rows, gemm.rows - row));
                    some_dots(rows, left, columns, gemm.depth, ahead, sums + row * panel + lane, panel);
                }
            }
            finish(sums, 0, static_cast<int>(gemm.rows), p);
        });
    }

private:
    const Gemm<Element> &gemm;
    const RightOperand<Element> right;
    const Finish<Element> finish;
};

} // namespace ct::kernels::CT_INSTRUCTIONS
