// Matrix products. Included like vectors.hpp, after gemm_epilogue.hpp.
//
// A piece of B small enough for the outer cache is packed by all threads; then tasks of some rows and some panels
// multiply it. A slice of a panel stays in the next cache while the rows go by. Every sum is made by one task, in
// an order that depends on the shape only, so results do not depend on the number of threads.

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
class GemmRun {
    using Word = WordOf<Element>;

public:
    explicit GemmRun(const Gemm<Element> &gemm)
        : gemm(gemm), right(gemm), finish(gemm), panels(right.panels()),
          chunk_depth(std::min<int64_t>(gemm.depth, most_depth)),
          chunk_panels(std::clamp<int64_t>(most_packed_words / (chunk_words() * panel), 1, panels)) {}

    void run() {
        thread_local Scratch packed_scratch, sums_scratch;
        const auto *packed = static_cast<const Word *>(gemm.packed_right);
        Word *piece = packed == nullptr ? packed_scratch.get<Word>(chunk_words() * panel * chunk_panels) : nullptr;
        float *sums = nullptr;
        if (chunk_depth < gemm.depth) sums = sums_scratch.get<float>(panels * panel * gemm.rows);
        for_chunks([&](Chunk chunk) {
            chunk.sums = sums;
            if (packed == nullptr) pack_chunk(chunk, piece);
            chunk.packed = packed == nullptr ? piece : packed + place(chunk);
            multiply(chunk);
        });
    }

    // All of the right operand, chunk by chunk.
    void pack_all(Word *to) const {
        for_chunks([&](const Chunk &chunk) { pack_chunk(chunk, to + place(chunk)); });
    }

    int64_t packed_words() const { return panels * panel * quotient_up(gemm.depth, pack<Word>); }

private:
    // What is packed at a time: at most this depth, and this many words.
    static constexpr int64_t most_depth = 4096, most_packed_words = 2 << 20;
    // What stays in the second cache while rows go by: of a panel, and of the left operand.
    static constexpr int64_t slice_words = 24576 / panel, left_words = 150000;

    struct Chunk {
        int64_t first, end; // of the depth
        int64_t first_panel, end_panel;
        const Word *packed = nullptr;
        float *sums = nullptr; // [panels, rows, panel], or null when the whole depth is one chunk

        int64_t words() const { return quotient_up(end - first, pack<Word>); }
        const Word *panel_at(int64_t p) const { return packed + (p - first_panel) * words() * panel; }
    };

    const Gemm<Element> &gemm;
    const RightOperand<Element> right;
    const Finish<Element> finish;
    const int64_t panels, chunk_depth, chunk_panels;

    int64_t chunk_words() const { return quotient_up(chunk_depth, pack<Word>); }

    template <class Body>
    void for_chunks(const Body &body) const {
        for (int64_t first = 0; first < gemm.depth; first += chunk_depth) {
            for (int64_t p = 0; p < panels; p += chunk_panels) {
                body(Chunk{first, std::min(gemm.depth, first + chunk_depth), p, std::min(panels, p + chunk_panels)});
            }
        }
    }

    // Where a chunk begins among all of them.
    int64_t place(const Chunk &chunk) const {
        return (chunk.first / pack<Word> * panels + chunk.first_panel * chunk.words()) * panel;
    }

    void pack_chunk(const Chunk &chunk, Word *to) const {
        run_tasks(chunk.end_panel - chunk.first_panel, [&](int64_t i) {
            right.pack_panel(chunk.first_panel + i, chunk.first, chunk.end, to + i * chunk.words() * panel);
        });
    }

    void multiply(const Chunk &chunk) const {
        const int64_t tiles = quotient_up(gemm.rows, gemm_rows);
        const int64_t width = chunk.end_panel - chunk.first_panel, threads = team_size();
        // What is packed on the left is packed for all panels at once, and rows that make work enough for all threads
        // stay with one of them; else tasks of some panels make an even end.
        const bool packs_left = gemm.left_is_transposed || !holds_words<Element>;
        const bool takes_all_panels = packs_left || tiles >= 256 * threads;
        const int64_t most_tiles = std::max<int64_t>(16, left_words / chunk.words() / gemm_rows);
        const int64_t wanted = std::max<int64_t>(takes_all_panels ? 8 * threads : 1, quotient_up(tiles, most_tiles));
        const int64_t blocks = std::min(wanted, quotient_up(tiles, 4));
        const int64_t groups = takes_all_panels ? 1 : std::clamp<int64_t>(32 * threads / blocks, 1, width);
        run_tasks(blocks * groups, [&](int64_t task) {
            const int64_t b = task / groups, g = task % groups;
            const int64_t row = tiles * b / blocks * gemm_rows;
            const int64_t end = std::min(gemm.rows, tiles * (b + 1) / blocks * gemm_rows);
            block(chunk, row, end, chunk.first_panel + width * g / groups, chunk.first_panel + width * (g + 1) / groups);
        });
    }

    void block(const Chunk &chunk, int64_t first_row, int64_t end_row, int64_t first_panel, int64_t end_panel) const {
        thread_local Scratch left_scratch, sums_scratch;
        const int64_t rows = end_row - first_row, words = chunk.words();
        const auto left = left_block(gemm, first_row, rows, chunk.first, chunk.end, left_scratch);
        const int64_t slices = quotient_up(words, slice_words), step = quotient_up(words, slices);
        const bool is_last_chunk = chunk.end == gemm.depth;
        alignas(64) float tile[gemm_rows * panel];
        for (int64_t p = first_panel; p < end_panel; p++) {
            float *sums = chunk.sums != nullptr ? chunk.sums + (p * gemm.rows + first_row) * panel
                                                : sums_scratch.get<float>(rows * panel);
            for (int64_t k = 0; k < words; k += step) {
                const bool is_first = k == 0 && chunk.first == 0, is_last = is_last_chunk && k + step >= words;
                const Word *b = chunk.panel_at(p) + k * panel;
                for (int64_t row = 0; row < rows; row += gemm_rows) {
                    const auto count = static_cast<int>(std::min<int64_t>(gemm_rows, rows - row));
                    float *at = sums + row * panel, *to = is_last ? tile : at;
                    if (is_last) finish.fetch(first_row + row, count, p);
                    multiply_tile<panel>(
                        count, left.at(row, k), left.stride, b, std::min(step, words - k), is_first ? nullptr : at, to);
                    if (is_last) finish(tile, first_row + row, count, p);
                }
            }
        }
    }
};

template <class Element>
static void gemm(const Gemm<Element> &gemm) {
    if (suits_dots(gemm)) return DotRun<Element>(gemm).run();
    GemmRun<Element>(gemm).run();
}

template <class Element>
static int64_t packed_bytes(const Gemm<Element> &gemm) {
    return suits_dots(gemm) ? 0 : GemmRun<Element>(gemm).packed_words() * sizeof(WordOf<Element>);
}

template <class Element>
static void pack_right(const Gemm<Element> &gemm, void *to) {
    GemmRun<Element>(gemm).pack_all(static_cast<WordOf<Element> *>(to));
}

} // namespace ct::kernels::CT_INSTRUCTIONS
