// The low-rank update of LoRA (https://arxiv.org/abs/2106.09685) with its dropout. Included like vectors.hpp, after
// dropout.hpp.
//
// Rows are taken in blocks and columns in pieces, so that what is multiplied stays in the inner caches. Every sum is made
// by one task, so results do not depend on the number of threads.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr int lora_rows = 64, lora_piece = 64;

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
    static int64_t pieces(int64_t width) { return (width + lora_piece - 1) / lora_piece; }

    // Numbers of a block by column [rank, lora_rows].
    int64_t block_floats() const { return static_cast<int64_t>(rank) * lora_rows; }

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

    // A piece of a block in float32, with what is dropped out of it: lora_rows rows of the padded width that is
    // returned. Missing rows and columns are zero.
    template <class Element>
    int read(Rows<const Element> from, int64_t width, int64_t piece, int64_t b, bool drops, float *to) const {
        const int64_t first = piece * lora_piece, used = std::min<int64_t>(lora_piece, width - first);
        const int padded = padded_to(used, group), rows = count(b);
        for (int row = 0; row < rows; row++, to += padded) {
            const int64_t number = b * lora_rows + row;
            const Element *source = from[number] + first;
            const Dropout dropout(shape.dropout, shape.seed, number);
            std::fill(to + used, to + padded, 0.0f);
            for_pieces(used, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                Floats numbers = widen(source + c, size);
                if (drops) numbers *= dropout.factors(first + c);
                store(to + c, numbers);
            });
        }
        std::fill(to, to + static_cast<int64_t>(lora_rows - rows) * padded, 0.0f);
        return padded;
    }

    // low = a block of rows times `matrix` [padded width, rank], by way of `inputs` [lora_rows, lora_piece].
    template <class Element>
    void reduce(
        Rows<const Element> from, int64_t width, const float *matrix, int64_t b, bool drops, float *inputs,
        float *low) const {
        for (int64_t piece = 0; piece < pieces(width); piece++, matrix += lora_piece * rank) {
            const int columns = read(from, width, piece, b, drops, inputs);
            multiply(inputs, columns, matrix, rank, low, rank, lora_rows, columns, rank / group, piece > 0);
        }
    }

    // Rows [shape.rank] of a block, from or to padded ones.
    void pad(const float *rows, int64_t b, float *to) const {
        std::fill(to, to + block_floats(), 0.0f);
        for (int row = 0; row < count(b); row++) {
            std::copy_n(rows + (b * lora_rows + row) * shape.rank, shape.rank, to + row * rank);
        }
    }

    void unpad(const float *from, int64_t b, float *rows) const {
        for (int row = 0; row < count(b); row++) {
            std::copy_n(from + row * rank, shape.rank, rows + (b * lora_rows + row) * shape.rank);
        }
    }
};

template <class Element>
static void lora_reduce(const LoRAShape &shape, Rows<const Element> x, const float *down, float *reduced) {
    const LoRAOperands by(shape);
    const auto down_columns = by.packed(down, shape.rank, shape.in, by.in, by.rank, true, 1);
    run_tasks(by.blocks(), [&](int64_t b) {
        thread_local Scratch scratch;
        float *inputs = scratch.get<float>(static_cast<size_t>(lora_rows) * (lora_piece + by.rank));
        float *low = inputs + lora_rows * lora_piece;
        by.reduce(x, shape.in, down_columns.data(), b, shape.dropout > 0, inputs, low);
        by.unpad(low, b, reduced);
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
        by.pad(reduced, b, low);
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

// What the gradients of both matrices are made of with x and the gradient of y, block by block.
struct TransposedFactors {
    float *low;     // the gradient of what was reduced
    float *reduced; // what was reduced

    // Memory of the calling thread's, lost with the next call.
    explicit TransposedFactors(const LoRAOperands &by) {
        thread_local Scratch scratch;
        low = scratch.get<float>(static_cast<size_t>(2 * by.blocks() * by.block_floats()));
        reduced = low + by.blocks() * by.block_floats();
    }
};

// The gradient of a block of x [rows, in], from that of what was reduced [lora_rows, rank].
template <class Element>
static void lora_input_gradient(
    const LoRAOperands &by, const float *low, const std::vector<float> &down_rows, int64_t b, float *outputs,
    Element *x_gradient) {
    const LoRAShape &shape = by.shape;
    for (int64_t piece = 0; piece < by.pieces(shape.in); piece++) {
        const int64_t first = piece * lora_piece, used = std::min<int64_t>(lora_piece, shape.in - first);
        const int columns = padded_to(used, group);
        multiply(
            low, by.rank, down_rows.data() + first, by.in, outputs, columns, lora_rows, by.rank, columns / group, false);
        for (int row = 0; row < by.count(b); row++) {
            const int64_t number = b * lora_rows + row;
            const Dropout dropout(shape.dropout, shape.seed, number);
            for_pieces(used, [&](int64_t c, int size) CT_INLINE_LAMBDA {
                Floats gradient = load<Floats>(outputs + row * columns + c);
                if (shape.dropout > 0) gradient *= dropout.factors(first + c);
                narrow(x_gradient + number * shape.in + first + c, gradient, size);
            });
        }
    }
}

// sums = columns^T times a piece of all rows, for `columns` [blocks, rank, lora_rows]. Returns how far the rows of sums
// are apart.
template <class Element>
static int lora_outer(
    const LoRAOperands &by, const float *columns, Rows<const Element> from, int64_t width, int64_t piece, bool drops,
    float *inputs, float *sums) {
    int padded = 0;
    for (int64_t b = 0; b < by.blocks(); b++, columns += by.block_floats()) {
        padded = by.read(from, width, piece, b, drops, inputs);
        multiply(
            columns, lora_rows, inputs, padded, sums, padded, by.rank_rows, lora_rows, padded / group, /*adds=*/b > 0);
    }
    return padded;
}

template <class Element>
static void lora_backward(
    const LoRAShape &shape, Rows<const Element> x, const float *down, const float *up, const float *reduced,
    Rows<const Element> y_gradient, Element *x_gradient, float *reduced_gradient, float *down_gradient,
    float *up_gradient) {
    const LoRAOperands by(shape);
    const auto up_rows = by.packed(up, shape.out, shape.rank, by.out, by.rank, false, shape.scale);
    std::vector<float> down_rows;
    if (x_gradient != nullptr) down_rows = by.packed(down, shape.rank, shape.in, by.rank, by.in, false, 1);
    const TransposedFactors columns(by);
    run_tasks(by.blocks(), [&](int64_t b) {
        thread_local Scratch scratch;
        float *inputs = scratch.get<float>(static_cast<size_t>(lora_rows) * (lora_piece + by.rank));
        float *low = inputs + lora_rows * lora_piece;
        by.pad(reduced, b, low);
        transpose(low, by.rank, lora_rows, by.rank, columns.reduced + b * by.block_floats(), lora_rows);
        by.reduce(y_gradient, shape.out, up_rows.data(), b, false, inputs, low);
        transpose(low, by.rank, lora_rows, by.rank, columns.low + b * by.block_floats(), lora_rows);
        if (reduced_gradient != nullptr) by.unpad(low, b, reduced_gradient);
        if (x_gradient != nullptr) lora_input_gradient(by, low, down_rows, b, inputs, x_gradient);
    });
    const int64_t down_pieces = by.pieces(shape.in);
    run_tasks(down_pieces + by.pieces(shape.out), [&](int64_t task) {
        thread_local Scratch scratch;
        float *inputs = scratch.get<float>(static_cast<size_t>(lora_rows + by.rank_rows) * lora_piece);
        float *sums = inputs + lora_rows * lora_piece;
        const bool is_down = task < down_pieces;
        const int64_t piece = is_down ? task : task - down_pieces, first = piece * lora_piece;
        if (is_down) {
            const int stride = lora_outer(by, columns.low, x, shape.in, piece, shape.dropout > 0, inputs, sums);
            const int64_t width = std::min<int64_t>(lora_piece, shape.in - first);
            for (int64_t r = 0; r < shape.rank; r++) {
                std::copy_n(sums + r * stride, width, down_gradient + r * shape.in + first);
            }
        } else {
            const int stride = lora_outer(by, columns.reduced, y_gradient, shape.out, piece, false, inputs, sums);
            const int64_t width = std::min<int64_t>(lora_piece, shape.out - first);
            for (int64_t c = 0; c < width; c++) {
                float *to = up_gradient + (first + c) * shape.rank;
                for (int64_t r = 0; r < shape.rank; r++) to[r] = sums[r * stride + c] * shape.scale;
            }
        }
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
