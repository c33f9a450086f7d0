// Operands of attention as its products read them. Included like vectors.hpp, after tiles.hpp.
//
// A block is 64 tokens of one head. Widths are padded with zeros to a multiple of 16, lengths to the block.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr int block = 64;

inline int padded_width(int64_t width) { return static_cast<int>((width + group - 1) / group * group); }

// One token's head as numbers, padded.
template <class Element>
CT_INLINE void widen_row(const Element *from, int width, float *to, int padded) {
    for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA { store(to + c, widen(from + c, count)); });
    std::memset(to + width, 0, (padded - width) * sizeof(float));
}

// [block, padded / pack]: tokens in rows, a word holds neighbours of one token.
template <class Element>
static void pack_rows(Heads<const Element> heads, int count, int width, int padded, WordOf<Element> *to) {
    using Word = WordOf<Element>;
    const int row_words = padded / pack<Word>;
    for (int row = 0; row < block; row++, to += row_words) {
        if (row >= count) {
            std::memset(to, 0, row_words * sizeof(Word));
            continue;
        }
        const Element *from = heads.data + row * heads.stride;
        if constexpr (std::is_same_v<Word, float>) {
            widen_row(from, width, to, padded);
        } else {
            std::memcpy(to, from, width * sizeof(Element));
            std::memset(reinterpret_cast<Element *>(to) + width, 0, (padded - width) * sizeof(Element));
        }
    }
}

// [block / pack, padded]: a word holds the same place of neighbouring tokens.
template <class Element>
static void pack_neighbours(Heads<const Element> heads, int count, int width, int padded, WordOf<Element> *to) {
    using Word = WordOf<Element>;
    if constexpr (std::is_same_v<Word, float>) {
        pack_rows<Element>(heads, count, width, padded, to);
    } else {
        for (int row = 0; row < block; row += 2, to += padded) {
            const Element *first = heads.data + row * heads.stride;
            const Element *second = first + heads.stride;
            const uint32_t has_first = row < count ? 0xffff : 0;
            const uint32_t has_second = row + 1 < count ? 0xffff : 0;
            if (has_first == 0) first = heads.data;
            if (has_second == 0) second = heads.data;
            int c = 0;
            for (; c + lanes <= width; c += lanes) {
                const Bits low = __builtin_convertvector(load<Halves>(first + c), Bits) & has_first;
                const Bits high = __builtin_convertvector(load<Halves>(second + c), Bits) & has_second;
                store(to + c, low | (high << 16));
            }
            for (; c < padded; c++) {
                to[c] = c < width ? (first[c] & has_first) | ((second[c] & has_second) << 16) : 0;
            }
        }
    }
}

// One token's head from numbers, which are padded, each multiplied by a factor.
template <class Element>
CT_INLINE void write_row(const float *from, float factor, int width, Element *to) {
    for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
        narrow(to + c, load<Floats>(from + c) * factor, count);
    });
}

// Writes tokens from a transposed block: `from` [padded, block] floats, each token multiplied by its factor.
template <class Element>
static void write_transposed(
    const float *from, const float *factors, int count, int width, int padded, Heads<Element> to, float *room) {
    transpose(from, block, padded, block, room, padded);
    for (int row = 0; row < count; row++) {
        write_row(room + row * padded, factors[row], width, to.data + row * to.stride);
    }
}

} // namespace ct::kernels::CT_INSTRUCTIONS
