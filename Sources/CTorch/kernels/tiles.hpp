// Small matrix products on packed operands: what attention is made of. Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

// Columns are counted in groups of 16 floats, whatever a vector holds.
constexpr int group = 16;
constexpr int vectors_per_group = group / lanes;
// Rows and groups of a tile, as many as the registers hold with its operands.
constexpr int tile_rows = 4;
constexpr int tile_groups = lanes == 16 ? 4 : 1;

template <int Count>
struct Groups {
    static constexpr int count = Count;
};

// Calls `body(Groups<n>, first)` for the groups `first ..< end` in tiles of n.
template <class Body>
CT_INLINE void for_groups(int first, int end, const Body &body) {
    if constexpr (tile_groups == 4) {
        for (; end - first >= 4; first += 4) body(Groups<4>(), first);
        switch (end - first) {
        case 3: body(Groups<3>(), first); break;
        case 2: body(Groups<2>(), first); break;
        case 1: body(Groups<1>(), first); break;
        default: break;
        }
    } else {
        for (; first < end; first++) body(Groups<1>(), first);
    }
}

// One tile of sums in registers.
template <int GroupCount, int Rows = tile_rows>
struct Tile {
    static constexpr int rows = Rows, vectors = GroupCount * vectors_per_group;
    Floats sum[rows][vectors];

    CT_INLINE_MEMBER void clear() {
        for (auto &row : sum) {
            for (Floats &vector : row) vector = Floats(0.0f);
        }
    }

    CT_INLINE_MEMBER void read(const float *from, int64_t stride) {
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < vectors; v++) sum[row][v] = load<Floats>(from + row * stride + v * lanes);
        }
    }

    CT_INLINE_MEMBER void write(float *to, int64_t stride) const {
        for (int row = 0; row < rows; row++) {
            for (int v = 0; v < vectors; v++) store(to + row * stride + v * lanes, sum[row][v]);
        }
    }

    // sum += a b, for a [rows, depth] and b [depth, 16 * GroupCount] in words.
    template <class Word>
    CT_INLINE_MEMBER void add_product(const Word *a, int64_t a_stride, const Word *b, int64_t b_stride, int depth) {
        // Sums of a tile that is used later too would be written to memory in each step.
        Floats now[rows][vectors];
        std::memcpy(now, sum, sizeof now);
        for (int k = 0; k < depth; k++) {
            const Word *row_of_b = b + k * b_stride;
            for (int row = 0; row < rows; row++) {
                const Word factor = a[row * a_stride + k];
                for (int v = 0; v < vectors; v++) {
                    now[row][v] = multiply_add(factor, row_of_b + v * lanes, now[row][v]);
                }
            }
        }
        std::memcpy(sum, now, sizeof now);
    }
};

// c = a b, or c += a b: a [rows, depth] and b [depth, 16 * groups] in words, c [rows, 16 * groups] floats.
template <class Word>
static __attribute__((noinline)) void multiply(
    const Word *a, int64_t a_stride, const Word *b, int64_t b_stride, float *c, int64_t c_stride, int rows, int depth,
    int groups, bool adds) {
    for_groups(0, groups, [&](auto tile_width, int first) CT_INLINE_LAMBDA {
        const auto run = [&](auto tile, int row) CT_INLINE_LAMBDA {
            float *sums = c + row * c_stride + first * group;
            if (adds) {
                tile.read(sums, c_stride);
            } else {
                tile.clear();
            }
            tile.add_product(a + row * a_stride, a_stride, b + first * group, b_stride, depth);
            tile.write(sums, c_stride);
        };
        // A few columns alone would leave most of the registers, and of the time between two sums, unused.
        constexpr int tall = tile_groups == 4 && tile_width.count == 1 ? 2 * tile_rows : tile_rows;
        int row = 0;
        for (; row + tall <= rows; row += tall) run(Tile<decltype(tile_width)::count, tall>(), row);
        for (; row < rows; row += tile_rows) run(Tile<decltype(tile_width)::count>(), row);
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
