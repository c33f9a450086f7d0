// The low-rank update of LoRA (https://arxiv.org/abs/2106.09685) with its dropout. Included like vectors.hpp, after
// dropout.hpp.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr int lora_rows = 64;

inline int padded_to(int64_t size, int multiple) {
    return static_cast<int>((size + multiple - 1) / multiple * multiple);
}

// Sizes padded for the tiles, and matrices in the order in which the products read them.
struct LoRAOperands {
    const LoRAShape &shape;
    const int rank, in, out, rank_rows;

    explicit LoRAOperands(const LoRAShape &shape)
        : shape(shape), rank(padded_to(shape.rank, group)), in(padded_to(shape.in, group)),
          out(padded_to(shape.out, group)), rank_rows(padded_to(shape.rank, tile_rows)) {}

    int64_t blocks() const { return (shape.rows + lora_rows - 1) / lora_rows; }
    int count(int64_t b) const { return static_cast<int>(std::min<int64_t>(lora_rows, shape.rows - b * lora_rows)); }

    // [rows, columns] to [padded rows, padded columns], or transposed; each number times `factor`.
    static std::vector<float> packed(
        const float *from, int64_t rows, int64_t columns, int64_t padded_rows, int64_t padded_columns, bool transposes,
        float factor) {
        std::vector<float> to(padded_rows * padded_columns, 0.0f);
        for (int64_t r = 0; r < rows; r++) {
            for (int64_t c = 0; c < columns; c++) {
                (transposes ? to[c * padded_columns + r] : to[r * padded_columns + c]) = from[r * columns + c] * factor;
            }
        }
        return to;
    }

    // Rows of a block in float32, those of x with what is dropped out of them; missing rows are zero.
    template <class Element>
    void read(Rows<const Element> from, int64_t width, int padded, int64_t b, bool drops, float *to) const {
        const int rows = count(b);
        for (int row = 0; row < lora_rows; row++) {
            float *target = to + static_cast<int64_t>(row) * padded;
            const int64_t used = row < rows ? width : 0;
            std::memset(target + used, 0, (padded - used) * sizeof(float));
            if (row >= rows) continue;
            const int64_t number = b * lora_rows + row;
            const Element *source = from[number];
            const Dropout dropout(shape.dropout, shape.seed, number);
            for_pieces(width, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                Floats numbers = widen(source + c, size);
                if (drops) numbers *= dropout.factors(c);
                store(target + c, numbers);
            });
        }
    }
};

template <class Element>
static void lora_reduce(const LoRAShape &shape, Rows<const Element> x, const float *down, float *reduced) {
    const LoRAOperands by(shape);
    const auto down_columns = by.packed(down, shape.rank, shape.in, by.in, by.rank, true, 1);
    run_tasks(by.blocks(), [&](int64_t b) {
        thread_local Scratch scratch;
        float *inputs = scratch.get<float>(static_cast<size_t>(lora_rows) * (by.in + by.rank));
        float *low = inputs + lora_rows * by.in;
        by.read(x, shape.in, by.in, b, shape.dropout > 0, inputs);
        multiply(
            inputs, by.in, down_columns.data(), by.rank, low, by.rank, lora_rows, by.in, by.rank / group, false);
        for (int row = 0; row < by.count(b); row++) {
            std::copy_n(low + row * by.rank, shape.rank, reduced + (b * lora_rows + row) * shape.rank);
        }
    });
}

template <class Element>
static void lora(
    const LoRAShape &shape, Rows<const Element> x, const float *down, const float *up, const Element *base, Element *y,
    float *reduced) {
    lora_reduce(shape, x, down, reduced);
    const LoRAOperands by(shape);
    const auto up_columns = by.packed(up, shape.out, shape.rank, by.rank, by.out, true, shape.scale);
    run_tasks(by.blocks(), [&](int64_t b) {
        thread_local Scratch scratch;
        float *low = scratch.get<float>(static_cast<size_t>(lora_rows) * (by.rank + by.out));
        float *high = low + lora_rows * by.rank;
        std::memset(low, 0, lora_rows * by.rank * sizeof(float));
        for (int row = 0; row < by.count(b); row++) {
            std::copy_n(reduced + (b * lora_rows + row) * shape.rank, shape.rank, low + row * by.rank);
        }
        multiply(low, by.rank, up_columns.data(), by.out, high, by.out, lora_rows, by.rank, by.out / group, false);
        for (int row = 0; row < by.count(b); row++) {
            const int64_t number = b * lora_rows + row;
            for_pieces(shape.out, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                const int64_t place = number * shape.out + c;
                narrow(y + place, widen(base + place, size) + load<Floats>(high + row * by.out + c), size);
            });
        }
    });
}

// The sums over rows that one part of the rows makes.
struct LoRASums {
    std::vector<float> down; // [rank_rows, in]
    std::vector<float> up;   // [rank_rows, out]
};

// How many parts the rows are cut into: as many as may help, which does not depend on the number of threads.
inline int64_t lora_parts(const LoRAOperands &by) {
    // 128 MB, which the ranks and widths of small models never need.
    constexpr int64_t most_parts = 16, most_floats = 32 << 20;
    const int64_t floats = static_cast<int64_t>(by.rank_rows) * (by.in + by.out);
    return std::clamp<int64_t>(most_floats / floats, 1, std::min(most_parts, by.blocks()));
}

template <class Element>
static void lora_backward(
    const LoRAShape &shape, Rows<const Element> x, const float *down, const float *up, const float *reduced,
    Rows<const Element> y_gradient, Element *x_gradient, float *reduced_gradient, float *down_gradient,
    float *up_gradient) {
    const LoRAOperands by(shape);
    const auto down_rows = by.packed(down, shape.rank, shape.in, by.rank, by.in, false, 1);
    const auto up_rows = by.packed(up, shape.out, shape.rank, by.out, by.rank, false, shape.scale);
    const int64_t parts = lora_parts(by);
    std::vector<LoRASums> sums(parts);
    run_tasks(parts, [&](int64_t part) {
        thread_local Scratch scratch;
        const size_t floats = static_cast<size_t>(lora_rows) * (by.in + by.out + by.rank + 2 * by.rank_rows);
        float *inputs = scratch.get<float>(floats), *gradients = inputs + lora_rows * by.in;
        float *low = gradients + lora_rows * by.out;
        float *low_columns = low + lora_rows * by.rank, *reduced_columns = low_columns + lora_rows * by.rank_rows;
        LoRASums &sum = sums[part];
        sum.down.assign(static_cast<size_t>(by.rank_rows) * by.in, 0.0f);
        sum.up.assign(static_cast<size_t>(by.rank_rows) * by.out, 0.0f);
        for (int64_t b = by.blocks() * part / parts; b < by.blocks() * (part + 1) / parts; b++) {
            by.read(y_gradient, shape.out, by.out, b, false, gradients);
            multiply(
                gradients, by.out, up_rows.data(), by.rank, low, by.rank, lora_rows, by.out, by.rank / group, false);
            std::memset(low_columns, 0, 2 * lora_rows * by.rank_rows * sizeof(float));
            for (int row = 0; row < by.count(b); row++) {
                for (int64_t r = 0; r < shape.rank; r++) {
                    low_columns[r * lora_rows + row] = low[row * by.rank + r];
                    reduced_columns[r * lora_rows + row] = reduced[(b * lora_rows + row) * shape.rank + r];
                }
                if (reduced_gradient == nullptr) continue;
                std::copy_n(low + row * by.rank, shape.rank, reduced_gradient + (b * lora_rows + row) * shape.rank);
            }
            by.read(x, shape.in, by.in, b, shape.dropout > 0, inputs);
            multiply(
                low_columns, lora_rows, inputs, by.in, sum.down.data(), by.in, by.rank_rows, lora_rows, by.in / group,
                true);
            multiply(
                reduced_columns, lora_rows, gradients, by.out, sum.up.data(), by.out, by.rank_rows, lora_rows,
                by.out / group, true);
            if (x_gradient == nullptr) continue;
            multiply(
                low, by.rank, down_rows.data(), by.in, inputs, by.in, lora_rows, by.rank, by.in / group, false);
            for (int row = 0; row < by.count(b); row++) {
                const int64_t number = b * lora_rows + row;
                const Dropout dropout(shape.dropout, shape.seed, number);
                for_pieces(shape.in, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                    Floats gradient = load<Floats>(inputs + static_cast<int64_t>(row) * by.in + c);
                    if (shape.dropout > 0) gradient *= dropout.factors(c);
                    narrow(x_gradient + number * shape.in + c, gradient, size);
                });
            }
        }
    });
    run_tasks(shape.rank, [&](int64_t r) {
        std::vector<float> down_total(shape.in), up_total(shape.out);
        for (const LoRASums &sum : sums) {
            for (int64_t c = 0; c < shape.in; c++) down_total[c] += sum.down[r * by.in + c];
            for (int64_t c = 0; c < shape.out; c++) up_total[c] += sum.up[r * by.out + c];
        }
        std::copy(down_total.begin(), down_total.end(), down_gradient + r * shape.in);
        for (int64_t c = 0; c < shape.out; c++) up_gradient[c * shape.rank + r] = up_total[c] * shape.scale;
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
