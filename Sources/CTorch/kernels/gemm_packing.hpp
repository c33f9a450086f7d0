// Operands of matrix products as their tiles read them. Included like vectors.hpp, after tiles.hpp.
//
// The right operand is cut into panels of some columns; a panel holds, word of depth by word of depth, those columns
// side by side. A word is a float, or two neighbours along the depth where there is a product of bfloat16 pairs.

namespace ct::kernels::CT_INSTRUCTIONS {

// Columns that a tile computes at a time.
constexpr int panel = lanes == 16 ? 64 : 16;
constexpr int half_panel = panel / 2;

inline int64_t quotient_up(int64_t size, int64_t divisor) { return (size + divisor - 1) / divisor; }

// Whether rows of numbers can be read as words where they lie.
template <class Element>
constexpr bool holds_words = sizeof(WordOf<Element>) == sizeof(Element) * pack<WordOf<Element>>;

// Numbers `first ..< end` of a row as words, and zeros up to 16 of them.
template <class Element>
CT_INLINE void gather_words(const Element *row, int64_t first, int64_t end, uint32_t *to) {
    std::memset(to, 0, 16 * sizeof(uint32_t));
    const int64_t size = std::min<int64_t>(end - first, 16 * pack<WordOf<Element>>);
    if constexpr (holds_words<Element>) {
        std::memcpy(to, row + first, size * sizeof(Element));
    } else {
        alignas(64) float numbers[16] = {};
        for_pieces(size, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            const Floats wide = widen(row + first + c, count);
            std::memcpy(numbers + c, &wide, count * sizeof(float));
        });
        std::memcpy(to, numbers, sizeof numbers);
    }
}

// Words of `lanes` columns made of neighbouring rows, of which either may be missing.
CT_INLINE void join_rows(const float *row, const float *, int64_t column, int count, float *to) {
    store(to, row == nullptr ? Floats(0.0f) : widen(row + column, count));
}

CT_INLINE Bits bits_of(const Bfloat16 *row, int64_t column, int count) {
    if (row == nullptr || count <= 0) return Bits(0);
    if (count >= lanes) return __builtin_convertvector(load<Halves>(row + column), Bits);
    Bfloat16 some[lanes] = {};
    std::memcpy(some, row + column, count * sizeof(Bfloat16));
    return __builtin_convertvector(load<Halves>(some), Bits);
}

CT_INLINE void join_rows(const Bfloat16 *first, const Bfloat16 *second, int64_t column, int count, Pair *to) {
    store(to, bits_of(first, column, count) | (bits_of(second, column, count) << 16));
}

CT_INLINE void join_rows(const Bfloat16 *row, const Bfloat16 *, int64_t column, int count, float *to) {
    store(to, as<Floats>(bits_of(row, column, count) << 16));
}

// The right operand of a product.
template <class Element>
class RightOperand {
    using Word = WordOf<Element>;

public:
    explicit RightOperand(const Gemm<Element> &gemm)
        : stack(gemm.right), is_transposed(gemm.right_is_transposed), is_gated(bool(gemm.epilogue.gate)),
          columns(gemm.columns), depth(gemm.depth) {}

    int64_t panels() const { return is_gated ? quotient_up(columns / 2, half_panel) : quotient_up(columns, panel); }

    // The column of C that a lane of a panel computes; -1 for none. Gate and what it lets through share panels.
    int64_t column(int64_t p, int lane) const {
        if (!is_gated) return p * panel + lane < columns ? p * panel + lane : -1;
        const int64_t place = p * half_panel + lane % half_panel;
        if (place >= columns / 2) return -1;
        return lane < half_panel ? place : columns / 2 + place;
    }

    // Where the numbers of a column lie; needs a transposed operand.
    const Element *column_data(int64_t column) const { return column < 0 ? nullptr : row(column); }

    // Packs `first ..< end` of the depth.
    void pack_panel(int64_t p, int64_t first, int64_t end, Word *to) const {
        if (is_transposed) {
            pack_columns(p, first, end, to);
        } else {
            pack_rows(p, first, end, to);
        }
    }

private:
    const Stack<Element> &stack;
    const bool is_transposed, is_gated;
    const int64_t columns, depth;

    const Element *row(int64_t number) const {
        int part = 0;
        for (; number >= stack.heights[part]; part++) number -= stack.heights[part];
        return stack.parts[part][number];
    }

    void pack_columns(int64_t p, int64_t first, int64_t end, Word *to) const {
        const int64_t words = quotient_up(end - first, pack<Word>);
        for (int g = 0; g < panel; g += 16) {
            const Element *rows[16];
            for (int i = 0; i < 16; i++) rows[i] = column_data(column(p, g + i));
            const int64_t stride = stack.parts[0].stride;
            bool is_regular = holds_words<Element> && rows[0] != nullptr && stride % pack<Word> == 0;
            for (int i = 1; i < 16 && is_regular; i++) is_regular = rows[i] == rows[0] + i * stride;
            for (int64_t w = 0; w < words; w += 16) {
                auto *target = reinterpret_cast<uint32_t *>(to + w * panel + g);
                const int64_t place = first + w * pack<Word>;
                if (is_regular && place + 16 * pack<Word> <= end) {
                    const auto *source = reinterpret_cast<const uint32_t *>(rows[0] + place);
                    transpose16(source, stride / pack<Word>, target, panel);
                    continue;
                }
                alignas(64) uint32_t gathered[256] = {}, turned[256];
                for (int i = 0; i < 16; i++) {
                    if (rows[i] != nullptr) gather_words(rows[i], place, end, gathered + i * 16);
                }
                transpose16(gathered, 16, turned, 16);
                for (int64_t i = 0; i < std::min<int64_t>(16, words - w); i++) {
                    std::memcpy(target + i * panel, turned + i * 16, 16 * sizeof(uint32_t));
                }
            }
        }
    }

    void pack_rows(int64_t p, int64_t first, int64_t end, Word *to) const {
        for (int64_t k = first; k < end; k += pack<Word>, to += panel) {
            const Element *one = row(k), *other = k + 1 < end ? row(k + 1) : nullptr;
            for (int v = 0; v < panel; v += lanes) {
                const int64_t c = p * panel + v, count = std::clamp<int64_t>(columns - c, 0, lanes);
                join_rows(count > 0 ? one : nullptr, count > 0 ? other : nullptr, c, static_cast<int>(count), to + v);
            }
        }
    }
};

// Rows of the left operand in words.
template <class Word>
struct LeftBlock {
    const char *data;
    int64_t stride; // in bytes

    const char *at(int64_t row, int64_t word) const {
        return data + row * stride + word * static_cast<int64_t>(sizeof(Word));
    }
};

// Rows `row ..< row + rows` of the left operand, `first ..< end` of the depth: where they lie, or packed into `scratch`.
template <class Element>
static LeftBlock<WordOf<Element>> left_block(
    const Gemm<Element> &gemm, int64_t row, int64_t rows, int64_t first, int64_t end, Scratch &scratch) {
    using Word = WordOf<Element>;
    const Rows<const Element> &left = gemm.left;
    // The last pair of an odd row would reach behind it.
    const bool is_whole = holds_words<Element> && (end - first) % pack<Word> == 0;
    if (!gemm.left_is_transposed && is_whole) {
        return {reinterpret_cast<const char *>(left[row] + first), left.stride * static_cast<int64_t>(sizeof(Element))};
    }
    const int64_t words = quotient_up(end - first, pack<Word>);
    const int64_t stride = (words + 15) / 16 * 16 + 16;
    auto *to = reinterpret_cast<uint32_t *>(scratch.get<Word>(quotient_up(rows, 16) * 16 * stride));
    for (int64_t r = 0; r < rows; r += gemm.left_is_transposed ? 16 : 1) {
        for (int64_t w = 0; w < words; w += 16) {
            const int64_t place = first + w * pack<Word>;
            if (!gemm.left_is_transposed) {
                gather_words(left[row + r], place, end, to + r * stride + w);
                continue;
            }
            alignas(64) Word joined[256];
            for (int i = 0; i < 16; i++) {
                const int64_t k = place + i * pack<Word>;
                const Element *one = k < end ? left[k] + row : nullptr;
                const Element *other = k + 1 < end ? left[k + 1] + row : nullptr;
                for (int v = 0; v < 16; v += lanes) {
                    const int64_t count = std::clamp<int64_t>(rows - r - v, 0, lanes);
                    join_rows(
                        count > 0 ? one : nullptr, count > 0 ? other : nullptr, r + v, static_cast<int>(count),
                        joined + i * 16 + v);
                }
            }
            transpose16(reinterpret_cast<const uint32_t *>(joined), 16, to + r * stride + w, stride);
        }
    }
    return {reinterpret_cast<const char *>(to), stride * static_cast<int64_t>(sizeof(Word))};
}

} // namespace ct::kernels::CT_INSTRUCTIONS
