// Products with so few rows on the left that packing the right would cost more than the product: what decoding token
// by token is made of. Weights are read once, where they lie. Included like vectors.hpp, after gemm_epilogue.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr int most_dot_rows = 4;

template <class Element>
static bool suits_dots(const Gemm<Element> &gemm) {
    return gemm.right_is_transposed && !gemm.left_is_transposed;
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

// Products of `Count` rows on the left with four columns on the right: to[row * stride + column].
template <int Count, class Element>
static __attribute__((noinline)) void dots(
    Rows<const Element> left, const Element *const *columns, int64_t depth, float *to, int64_t stride) {
    Floats sum[Count][4];
    for (auto &row : sum) {
        for (Floats &vector : row) vector = Floats(0.0f);
    }
    int64_t k = 0;
    for (; k + dot_step<Element> <= depth; k += dot_step<Element>) {
        for (int row = 0; row < Count; row++) {
            for (int c = 0; c < 4; c++) sum[row][c] = add_dot(left[row] + k, columns[c] + k, sum[row][c]);
        }
    }
    for (; k < depth; k += lanes) {
        const int count = static_cast<int>(std::min<int64_t>(lanes, depth - k));
        for (int row = 0; row < Count; row++) {
            for (int c = 0; c < 4; c++) sum[row][c] += widen(left[row] + k, count) * widen(columns[c] + k, count);
        }
    }
    for (int row = 0; row < Count; row++) {
        for (int c = 0; c < 4; c++) to[row * stride + c] = tree_total(sum[row][c]);
    }
}

template <class Element>
class DotRun {
public:
    explicit DotRun(const Gemm<Element> &gemm) : gemm(gemm), right(gemm), finish(gemm) {}

    void run() const {
        run_tasks(right.panels(), [&](int64_t p) {
            alignas(64) float sums[most_dot_rows * panel] = {};
            for (int lane = 0; lane < panel; lane += 4) {
                const Element *columns[4];
                for (int c = 0; c < 4; c++) columns[c] = right.column_data(right.column(p, lane + c));
                if (columns[0] == nullptr) continue;
                // Behind the end any column will do: its sum is not used.
                for (const Element *&column : columns) column = column == nullptr ? columns[0] : column;
                switch (gemm.rows) {
                case 1: dots<1>(gemm.left, columns, gemm.depth, sums + lane, panel); break;
                case 2: dots<2>(gemm.left, columns, gemm.depth, sums + lane, panel); break;
                case 3: dots<3>(gemm.left, columns, gemm.depth, sums + lane, panel); break;
                default: dots<4>(gemm.left, columns, gemm.depth, sums + lane, panel);
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
