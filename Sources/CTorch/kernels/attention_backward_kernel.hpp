// The backward pass of attention. Included like vectors.hpp, after attention_kernel.hpp.
//
// A unit of work is a run of query blocks of one document and one key-value head, with the query heads that share it
// side by side. Each unit sums the gradients of keys and values for itself, in float32; the sums are added up in the
// order of the units, so results do not depend on how many threads there are.

namespace ct::kernels::CT_INSTRUCTIONS {

// Query heads that are treated side by side.
constexpr int64_t most_heads_at_once = 4;

struct BackwardUnit {
    int64_t document, key_head;
    int64_t first_query_block, end_query_block;
    int64_t first_key_block; // the last one is that of the last query block
    int64_t sums;            // where its sums begin, in floats

    int64_t key_blocks() const { return end_query_block - first_key_block; }
};

// Splits query blocks into units of like work; how many depends on the shape only.
inline std::vector<BackwardUnit> backward_units(const Blocks &blocks, int64_t floats_per_key_block) {
    constexpr int64_t blocks_per_unit = 4, most_units = 6;
    std::vector<BackwardUnit> units;
    int64_t sums = 0;
    for (int64_t d = 0; d < blocks.shape.document_count; d++) {
        const int64_t count = blocks.count(d);
        const auto work_of = [&](int64_t b) { return b - blocks.first_key_block(b) + 1; };
        int64_t work = 0;
        for (int64_t b = 0; b < count; b++) work += work_of(b);
        const int64_t parts = std::clamp<int64_t>(count / blocks_per_unit, 1, most_units);
        for (int64_t head = 0; head < blocks.shape.key_heads; head++) {
            int64_t done = 0, begin = 0;
            for (int64_t part = 0; part < parts && begin < count; part++) {
                int64_t end = begin;
                while (end < count && (part + 1 == parts || done * parts < work * (part + 1))) done += work_of(end++);
                BackwardUnit unit{d, head, begin, end, blocks.first_key_block(begin), sums};
                sums += unit.key_blocks() * floats_per_key_block;
                units.push_back(unit);
                begin = end;
            }
        }
    }
    return units;
}

// Operands of one query block of the heads treated side by side.
template <class Word>
struct BackwardRoom {
    Word *queries;           // of each head [padded / pack, block]
    Word *gradients;         // of each head [padded / pack, block], of the output
    Word *query_pairs;       // of each head [block / pack, padded]
    Word *gradient_pairs;    // of each head [block / pack, padded]
    Word *weights;           // [block, heads * block / pack], keys in rows
    Word *slopes;            // as weights: the gradients of the scores
    Word *slope_pairs;       // of each head [block / pack, block], neighbouring keys in a word
    float *query_gradients;  // of each head [padded, block]
    float *log_sums;         // of each head [block]
    float *output_products;  // of each head [block]: of an output and its gradient
    float *room;             // [block, padded]

    BackwardRoom(int padded, int64_t heads) {
        thread_local Scratch scratch;
        const size_t wide = static_cast<size_t>(padded) * block, tile = block * block;
        float *memory = scratch.get<float>(heads * (5 * wide + 3 * tile + 2 * block) + wide);
        const auto take = [&](size_t count) {
            float *from = memory;
            memory += count;
            return from;
        };
        const auto words = [&](size_t count) { return reinterpret_cast<Word *>(take(count)); };
        queries = words(heads * wide);
        gradients = words(heads * wide);
        query_pairs = words(heads * wide);
        gradient_pairs = words(heads * wide);
        weights = words(heads * tile);
        slopes = words(heads * tile);
        slope_pairs = words(heads * tile);
        query_gradients = take(heads * wide);
        log_sums = take(heads * block);
        output_products = take(heads * block);
        room = take(wide);
    }
};

template <class Element>
class Backward {
    using Word = WordOf<Element>;

public:
    Backward(
        const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
        Heads<const Element> output, Heads<const Element> output_gradient, const float *log_sums,
        Heads<Element> query_gradient, Heads<Element> key_gradient, Heads<Element> value_gradient)
        : blocks(shape), query(query), key(key), value(value), output(output), output_gradient(output_gradient),
          log_sums(log_sums), query_gradient(query_gradient), key_gradient(key_gradient),
          value_gradient(value_gradient) {}

    void run() {
        pack_keys();
        const int64_t floats = 2 * wide();
        const std::vector<BackwardUnit> units = backward_units(blocks, floats);
        thread_local Scratch scratch;
        const int64_t total = units.empty() ? 0 : units.back().sums + units.back().key_blocks() * floats;
        float *sums = scratch.get<float>(total);
        std::vector<int64_t> order(units.size());
        std::iota(order.begin(), order.end(), int64_t(0));
        std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
            return units[a].key_blocks() > units[b].key_blocks();
        });
        run_tasks(static_cast<int64_t>(units.size()), [&](int64_t index) {
            const BackwardUnit &unit = units[order[index]];
            std::memset(sums + unit.sums, 0, unit.key_blocks() * floats * sizeof(float));
            run_unit(unit, sums + unit.sums);
        });
        add_up(units, sums);
    }

private:
    const Blocks blocks;
    const Heads<const Element> query, key, value, output, output_gradient;
    const float *const log_sums;
    const Heads<Element> query_gradient, key_gradient, value_gradient;

    // Of each key-value head and block: keys in rows, values in rows, keys transposed.
    Word *packed = nullptr;

    int64_t wide() const { return static_cast<int64_t>(blocks.padded) * block; }
    int64_t block_words() const { return wide() / pack<Word>; }
    const Word *packed_block(int64_t head, int64_t b) const {
        return packed + (head * blocks.total() + b) * 3 * block_words();
    }

    void pack_keys() {
        thread_local Scratch scratch;
        const int64_t total = blocks.total();
        packed = scratch.get<Word>(3 * block_words() * total * blocks.shape.key_heads);
        const std::vector<int64_t> document = documents_of(blocks);
        run_tasks(total * blocks.shape.key_heads, [&](int64_t task) {
            thread_local Scratch room;
            const int64_t b = task % total, head = task / total, d = document[b], place = b - blocks.first[d];
            const int count = blocks.length(d, place), width = blocks.width, padded = blocks.padded;
            auto *to = const_cast<Word *>(packed_block(head, b));
            const auto keys = blocks.at(key, head, d, place);
            pack_rows<Element>(keys, count, width, padded, to);
            pack_rows<Element>(blocks.at(value, head, d, place), count, width, padded, to + block_words());
            Word *pairs = room.get<Word>(block_words());
            pack_neighbours<Element>(keys, count, width, padded, pairs);
            transpose(
                pairs, padded, block / pack<Word>, padded, to + 2 * block_words(), block / pack<Word>);
        });
    }

    void run_unit(const BackwardUnit &unit, float *sums) const {
        const int64_t sharing = blocks.shape.query_heads / blocks.shape.key_heads;
        const BackwardRoom<Word> at(blocks.padded, std::min(sharing, most_heads_at_once));
        for (int64_t b = unit.first_query_block; b < unit.end_query_block; b++) {
            for (int64_t head = 0; head < sharing; head += most_heads_at_once) {
                const int64_t heads = std::min(most_heads_at_once, sharing - head);
                query_block(at, unit, b, unit.key_head * sharing + head, heads, sums);
            }
        }
    }

    void query_block(
        const BackwardRoom<Word> &at, const BackwardUnit &unit, int64_t b, int64_t first_head, int64_t heads,
        float *sums) const {
        const int count = blocks.length(unit.document, b), padded = blocks.padded;
        for (int64_t h = 0; h < heads; h++) read_queries(at, unit.document, b, first_head + h, h, count);
        const int64_t first = blocks.first_key_block(b);
        for (int64_t k = first; k <= b; k++) {
            const Word *keys = packed_block(unit.key_head, blocks.first[unit.document] + k);
            float *key_sums = sums + (k - unit.first_key_block) * 2 * wide();
            const int rows = k == b ? (count + group - 1) / group * group : block;
            for (int64_t h = 0; h < heads; h++) weigh(at, keys, rows, b, k, h, heads);
            add_to_keys(at, key_sums, rows, k == b, heads);
            add_to_queries(at, keys + 2 * block_words(), rows, k == b, k != first, heads);
        }
        alignas(64) float factors[block];
        std::fill(factors, factors + block, blocks.shape.scale);
        for (int64_t h = 0; h < heads; h++) {
            write_transposed(
                at.query_gradients + h * wide(), factors, count, blocks.width, padded,
                blocks.at(query_gradient, first_head + h, unit.document, b), at.room);
        }
    }

    void read_queries(
        const BackwardRoom<Word> &at, int64_t document, int64_t b, int64_t head, int64_t h, int count) const {
        const int width = blocks.width, padded = blocks.padded, row_words = padded / pack<Word>;
        const auto queries = blocks.at(query, head, document, b);
        const auto gradients = blocks.at(output_gradient, head, document, b);
        const auto outputs = blocks.at(output, head, document, b);
        auto *rows = reinterpret_cast<Word *>(at.room);
        pack_rows<Element>(queries, count, width, padded, rows);
        transpose(rows, row_words, block, row_words, at.queries + h * block_words(), block);
        pack_rows<Element>(gradients, count, width, padded, rows);
        transpose(rows, row_words, block, row_words, at.gradients + h * block_words(), block);
        pack_neighbours<Element>(queries, count, width, padded, at.query_pairs + h * block_words());
        pack_neighbours<Element>(gradients, count, width, padded, at.gradient_pairs + h * block_words());

        const int64_t token = blocks.shape.documents[document].start + b * block;
        float *logs = at.log_sums + h * block, *products = at.output_products + h * block;
        for (int row = 0; row < block; row++) {
            // Zeros behind the end keep what is computed there finite; it is multiplied with gradients of zero.
            logs[row] = products[row] = 0;
            if (row >= count) continue;
            logs[row] = log_sums[head * blocks.shape.tokens + token + row];
            products[row] =
                dot(gradients.data + row * gradients.stride, outputs.data + row * outputs.stride, at.room);
        }
    }

    float dot(const Element *a, const Element *b, float *room) const {
        float *left = room, *right = room + blocks.padded;
        widen_row(a, blocks.width, left, blocks.padded);
        widen_row(b, blocks.width, right, blocks.padded);
        Floats sum = Floats(0.0f);
        for (int c = 0; c < blocks.padded; c += lanes) sum = multiply_vectors(left + c, right + c, sum);
        return total(sum);
    }

    // Weights of the keys of a block for the queries of a head, and the gradients of their scores.
    void weigh(
        const BackwardRoom<Word> &at, const Word *keys, int rows, int64_t query_block, int64_t key_block, int64_t h,
        int64_t heads) const {
        const int depth = blocks.padded / pack<Word>, stride = static_cast<int>(heads) * block / pack<Word>;
        const Word *values = keys + block_words();
        const Word *queries = at.queries + h * block_words(), *gradients = at.gradients + h * block_words();
        const float *logs = at.log_sums + h * block, *products = at.output_products + h * block;
        const bool is_partial = blocks.is_partial(query_block, key_block);
        const Floats factor = Floats(blocks.shape.scale * log2_e);
        using Number = std::conditional_t<pack<Word> == 2, Bfloat16, float>;
        for (int row = 0; row < rows; row += tile_rows) {
            const auto body = [&](auto tile_width, int first) CT_INLINE_LAMBDA {
                Tile<decltype(tile_width)::count> weights, slopes;
                weights.clear();
                weights.add_product(keys + row * depth, depth, queries + first * group, block, depth);
                for (int v = 0; v < weights.vectors; v++) {
                    const int lane = first * group + v * lanes;
                    for (int r = 0; r < tile_rows; r++) {
                        Floats weight = exp2_difference(weights.sum[r][v], factor, load<Floats>(logs + lane));
                        if (is_partial) {
                            const Ints place =
                                lane_numbers() + static_cast<int>((query_block - key_block) * block + lane);
                            weight = choose(sees(place, row + r, blocks.shape.window), weight, Floats(0.0f));
                        }
                        weights.sum[r][v] = weight;
                        auto *to = reinterpret_cast<Number *>(at.weights + (row + r) * stride + h * block / pack<Word>);
                        narrow(to + lane, weight);
                    }
                }
                slopes.clear();
                slopes.add_product(values + row * depth, depth, gradients + first * group, block, depth);
                for (int v = 0; v < slopes.vectors; v++) {
                    const int lane = first * group + v * lanes;
                    for (int r = 0; r < tile_rows; r++) {
                        slopes.sum[r][v] = weights.sum[r][v] * (slopes.sum[r][v] - load<Floats>(products + lane));
                        auto *to = reinterpret_cast<Number *>(at.slopes + (row + r) * stride + h * block / pack<Word>);
                        narrow(to + lane, slopes.sum[r][v]);
                    }
                    for (int r = 0; r < tile_rows; r += 2) {
                        Word *to = at.slope_pairs + h * block * block / pack<Word> + (row + r) / pack<Word> * block;
                        store_pair(to + lane, block, slopes.sum[r][v], slopes.sum[r + 1][v]);
                    }
                }
            };
            for_groups(query_block == key_block ? row / group : 0, query_groups, body);
        }
    }

    // Gradients of keys (from slopes and queries) and values (from weights and gradients of the output).
    void add_to_keys(
        const BackwardRoom<Word> &at, float *sums, int rows, bool is_diagonal, int64_t heads) const {
        const int stride = static_cast<int>(heads) * block / pack<Word>, padded = blocks.padded;
        const auto add = [&](const Word *a, const Word *b, float *to) {
            if (!is_diagonal) {
                multiply(a, stride, b, padded, to, padded, rows, stride, padded / group, true);
                return;
            }
            // 16 keys of the diagonal block are seen by their own 16 queries and those behind.
            constexpr int words = block / pack<Word>, step = group / pack<Word>;
            for (int64_t h = 0; h < heads; h++) {
                for (int g = 0; g * group < rows; g++) {
                    multiply(
                        a + g * group * stride + h * words + g * step, stride,
                        b + (h * words + g * step) * padded, padded, to + g * group * padded, padded, group,
                        words - g * step, padded / group, true);
                }
            }
        };
        add(at.slopes, at.query_pairs, sums);
        add(at.weights, at.gradient_pairs, sums + wide());
    }

    void add_to_queries(
        const BackwardRoom<Word> &at, const Word *keys, int rows, bool is_diagonal, bool adds, int64_t heads) const {
        constexpr int row_words = block / pack<Word>, step = group / pack<Word>;
        for (int64_t h = 0; h < heads; h++) {
            const Word *slopes = at.slope_pairs + h * block * block / pack<Word>;
            float *to = at.query_gradients + h * wide();
            if (!is_diagonal) {
                multiply(keys, row_words, slopes, block, to, block, blocks.padded, row_words, query_groups, adds);
                continue;
            }
            for (int g = 0; g * group < rows; g++) {
                multiply(
                    keys + g * step, row_words, slopes + g * step * block + g * group, block, to + g * group, block,
                    blocks.padded, step, query_groups - g, adds || g > 0);
            }
        }
    }

    // Adds the units' sums up and writes the gradients of keys and values.
    void add_up(const std::vector<BackwardUnit> &units, float *sums) const {
        // Units of a document and head stand together.
        std::vector<size_t> begins;
        for (size_t u = 0; u < units.size(); u++) {
            const bool is_new = u == 0 || units[u].document != units[u - 1].document ||
                units[u].key_head != units[u - 1].key_head;
            if (is_new) begins.push_back(u);
        }
        begins.push_back(units.size());
        run_tasks(static_cast<int64_t>(begins.size()) - 1, [&](int64_t index) {
            const size_t begin = begins[index], end = begins[index + 1];
            const int64_t document = units[begin].document, head = units[begin].key_head;
            for (int64_t b = 0; b < blocks.count(document); b++) {
                float *total = nullptr;
                for (size_t u = begin; u < end; u++) {
                    const BackwardUnit &unit = units[u];
                    if (b < unit.first_key_block || b >= unit.end_query_block) continue;
                    float *part = sums + unit.sums + (b - unit.first_key_block) * 2 * wide();
                    if (total == nullptr) {
                        total = part;
                    } else {
                        for (int64_t i = 0; i < 2 * wide(); i += lanes) {
                            store(total + i, load<Floats>(total + i) + load<Floats>(part + i));
                        }
                    }
                }
                if (total == nullptr) continue;
                write_rows(total, blocks.shape.scale, document, b, head, key_gradient);
                write_rows(total + wide(), 1, document, b, head, value_gradient);
            }
        });
    }

    void write_rows(
        const float *from, float factor, int64_t document, int64_t b, int64_t head, Heads<Element> gradient) const {
        const auto to = blocks.at(gradient, head, document, b);
        for (int row = 0; row < blocks.length(document, b); row++) {
            write_row(from + row * blocks.padded, factor, blocks.width, to.data + row * to.stride);
        }
    }
};

template <class Element>
static void attention_backward(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<const Element> output, Heads<const Element> output_gradient, const float *log_sums,
    Heads<Element> query_gradient, Heads<Element> key_gradient, Heads<Element> value_gradient) {
    Backward<Element>(
        shape, query, key, value, output, output_gradient, log_sums, query_gradient, key_gradient, value_gradient)
        .run();
}

} // namespace ct::kernels::CT_INSTRUCTIONS
