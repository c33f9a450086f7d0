// Attention itself, forward and backward. Included like vectors.hpp, after attention_packing.hpp.
//
// Scores are computed transposed, keys in rows and 64 queries in lanes, so that the maximum and the sum over keys need
// no step across lanes. Numbers of the softmax are in powers of two.

namespace ct::kernels::CT_INSTRUCTIONS {

constexpr float log2_e = 1.44269504f;
// The score of a key that is not seen. Maxima start far above it, so that such a key has no weight even where a query
// saw no other key yet.
constexpr float unseen = -1e30f;
constexpr float lowest_maximum = -1e25f;
constexpr int query_vectors = block / lanes;
constexpr int query_groups = block / group;

// Places of one call: blocks of all documents, numbered through.
struct Blocks {
    const AttentionShape &shape;
    const int width;
    const int padded;
    std::vector<int64_t> first; // of each document, and the total

    explicit Blocks(const AttentionShape &shape)
        : shape(shape), width(static_cast<int>(shape.head_width)), padded(padded_width(shape.head_width)) {
        first.reserve(shape.document_count + 1);
        first.push_back(0);
        for (int64_t d = 0; d < shape.document_count; d++) {
            first.push_back(first.back() + (shape.documents[d].length + block - 1) / block);
        }
    }

    int64_t total() const { return first.back(); }
    int64_t count(int64_t document) const { return first[document + 1] - first[document]; }

    // Tokens in the block of a document.
    int length(int64_t document, int64_t b) const {
        return static_cast<int>(std::min<int64_t>(block, shape.documents[document].length - b * block));
    }

    // The first key block that queries of a block see.
    int64_t first_key_block(int64_t query_block) const {
        if (shape.window == 0) return 0;
        return std::max<int64_t>(0, query_block * block - shape.window + 1) / block;
    }

    // Whether some query of a block does not see some key of another.
    bool is_partial(int64_t query_block, int64_t key_block) const {
        if (query_block == key_block) return true;
        return shape.window > 0 && (query_block - key_block) * block + block - 1 >= shape.window;
    }

    template <class Element>
    Heads<Element> at(Heads<Element> heads, int64_t head, int64_t document, int64_t b) const {
        const int64_t token = shape.documents[document].start + b * block;
        return {heads.data + token * heads.stride + head * shape.head_width, heads.stride};
    }
};

// -1 where a query (lane) sees a key; both are places in their document.
CT_INLINE Ints sees(Ints query, int key, int64_t window) {
    const Ints distance = query - key;
    Ints visible = distance >= 0;
    if (window > 0) visible &= distance < static_cast<int32_t>(std::min<int64_t>(window, INT32_MAX));
    return visible;
}

// Key and value blocks of all documents, packed once and read by every query block.
template <class Word>
struct PackedKeys {
    Word *memory;
    int64_t key_words;
    int64_t value_words;
    int64_t blocks;

    Word *keys(int64_t head, int64_t b) const { return memory + (head * blocks + b) * (key_words + value_words); }
    Word *values(int64_t head, int64_t b) const { return keys(head, b) + key_words; }
};

// The document of every block.
inline std::vector<int64_t> documents_of(const Blocks &blocks) {
    std::vector<int64_t> document(blocks.total());
    for (int64_t d = 0; d < blocks.shape.document_count; d++) {
        std::fill(document.begin() + blocks.first[d], document.begin() + blocks.first[d + 1], d);
    }
    return document;
}

// What one query block of one head needs in the forward pass, in one piece of scratch memory.
template <class Word>
struct ForwardRoom {
    Word *queries; // [padded / pack, block]
    Word *weights; // [block / pack, block]
    float *scores; // [block, block], keys in rows
    float *sums;   // [padded, block]
    float *room;   // [block, padded]

    explicit ForwardRoom(int padded) {
        thread_local Scratch scratch;
        const size_t tile = block * block, width = static_cast<size_t>(padded) * block;
        auto *memory = scratch.get<float>(2 * tile + 3 * width);
        scores = memory;
        weights = reinterpret_cast<Word *>(memory + tile);
        sums = memory + 2 * tile;
        room = sums + width;
        queries = reinterpret_cast<Word *>(room + width);
    }
};

template <class Element>
class Forward {
    using Word = WordOf<Element>;

public:
    Forward(
        const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
        Heads<Element> output, float *log_sums)
        : blocks(shape), query(query), key(key), value(value), output(output), log_sums(log_sums) {}

    void run() {
        const AttentionShape &shape = blocks.shape;
        pack_keys();
        // Later query blocks see more keys; the most work is begun first.
        struct Unit {
            int64_t document, query_block, head;
        };
        std::vector<Unit> units;
        units.reserve(blocks.total() * shape.query_heads);
        for (int64_t d = 0; d < shape.document_count; d++) {
            for (int64_t b = 0; b < blocks.count(d); b++) {
                for (int64_t head = 0; head < shape.query_heads; head++) units.push_back({d, b, head});
            }
        }
        std::sort(units.begin(), units.end(), [](const Unit &a, const Unit &b) {
            return a.query_block > b.query_block;
        });
        run_tasks(static_cast<int64_t>(units.size()), [&](int64_t index) {
            const Unit &unit = units[index];
            query_block(unit.document, unit.query_block, unit.head);
        });
    }

private:
    const Blocks blocks;
    const Heads<const Element> query, key, value;
    const Heads<Element> output;
    float *const log_sums;
    PackedKeys<Word> packed{};

    void pack_keys() {
        const int padded = blocks.padded;
        thread_local Scratch scratch;
        packed.key_words = packed.value_words = static_cast<int64_t>(block) * padded / pack<Word>;
        packed.blocks = blocks.total();
        packed.memory = scratch.get<Word>(2 * packed.key_words * packed.blocks * blocks.shape.key_heads);
        const std::vector<int64_t> document = documents_of(blocks);
        run_tasks(packed.blocks * blocks.shape.key_heads, [&](int64_t task) {
            thread_local Scratch room;
            const int64_t b = task % packed.blocks, head = task / packed.blocks, d = document[b];
            const int64_t place = b - blocks.first[d];
            const int count = blocks.length(d, place);
            pack_rows<Element>(blocks.at(key, head, d, place), count, blocks.width, padded, packed.keys(head, b));
            Word *rows = room.get<Word>(packed.value_words);
            pack_neighbours<Element>(blocks.at(value, head, d, place), count, blocks.width, padded, rows);
            // [padded, block / pack]
            transpose(rows, padded, block / pack<Word>, padded, packed.values(head, b), block / pack<Word>);
        });
    }

    void query_block(int64_t document, int64_t b, int64_t head) const {
        const AttentionShape &shape = blocks.shape;
        const int padded = blocks.padded, count = blocks.length(document, b);
        const int64_t key_head = head / (shape.query_heads / shape.key_heads);
        const ForwardRoom<Word> at(padded);
        const int row_words = padded / pack<Word>;
        auto *rows = reinterpret_cast<Word *>(at.room);
        pack_rows<Element>(blocks.at(query, head, document, b), count, blocks.width, padded, rows);
        transpose(rows, row_words, block, row_words, at.queries, block);

        const Floats factor = Floats(shape.scale * log2_e);
        // Rescaling waits until a maximum grew by 2^8: until then float32 holds the larger weights well.
        const Floats tolerance = Floats(8.0f / (shape.scale * log2_e));
        Floats maxima[query_vectors], totals[query_vectors];
        for (int v = 0; v < query_vectors; v++) {
            maxima[v] = Floats(lowest_maximum);
            totals[v] = Floats(0.0f);
        }
        const int64_t first = blocks.first_key_block(b);
        for (int64_t k = first; k <= b; k++) {
            const int64_t place = blocks.first[document] + k;
            const bool is_diagonal = k == b;
            const int keys = is_diagonal ? (count + group - 1) / group * group : block;
            Floats highest[query_vectors];
            for (Floats &vector : highest) vector = Floats(unseen);
            score(at, packed.keys(key_head, place), keys, b, k, highest);

            Ints grown = Ints(0);
            for (int v = 0; v < query_vectors; v++) grown |= highest[v] > maxima[v] + tolerance;
            if (k == first) {
                for (int v = 0; v < query_vectors; v++) maxima[v] = maximum(maxima[v], highest[v]);
            } else if (any(grown)) {
                for (int v = 0; v < query_vectors; v++) {
                    const Floats higher = maximum(maxima[v], highest[v]);
                    const Floats shrink = exp2((maxima[v] - higher) * factor);
                    maxima[v] = higher;
                    totals[v] *= shrink;
                    for (int c = 0; c < padded; c++) {
                        float *sums = at.sums + c * block + v * lanes;
                        store(sums, load<Floats>(sums) * shrink);
                    }
                }
            }
            weigh(at, keys, is_diagonal, maxima, totals, factor);
            add_values(at, packed.values(key_head, place), keys, is_diagonal, k != first);
        }
        finish(at, document, b, head, count, maxima, totals);
    }

    // Scores of some keys against all queries that may see them, and their maxima.
    void score(
        const ForwardRoom<Word> &at, const Word *keys, int count, int64_t query_block, int64_t key_block,
        Floats *highest) const {
        const int depth = blocks.padded / pack<Word>;
        const bool is_partial = blocks.is_partial(query_block, key_block);
        const bool is_diagonal = query_block == key_block;
        for (int row = 0; row < count; row += tile_rows) {
            for_groups(is_diagonal ? row / group : 0, query_groups, [&](auto tile_width, int first) CT_INLINE_LAMBDA {
                Tile<decltype(tile_width)::count> tile;
                tile.clear();
                tile.add_product(keys + row * depth, depth, at.queries + first * group, block, depth);
                for (int v = 0; v < tile.vectors; v++) {
                    const int vector = first * vectors_per_group + v;
                    Floats high = highest[vector];
                    for (int r = 0; r < tile_rows; r++) {
                        if (is_partial) {
                            const Ints queries =
                                lane_numbers() + static_cast<int>((query_block - key_block) * block + vector * lanes);
                            tile.sum[r][v] =
                                choose(sees(queries, row + r, blocks.shape.window), tile.sum[r][v], Floats(unseen));
                        }
                        high = maximum(high, tile.sum[r][v]);
                    }
                    highest[vector] = high;
                }
                tile.write(at.scores + row * block + first * group, block);
            });
        }
    }

    // Scores to weights, packed in neighbouring keys; adds them to the totals.
    void weigh(
        const ForwardRoom<Word> &at, int keys, bool is_diagonal, const Floats *maxima, Floats *totals,
        Floats factor) const {
        for (int row = 0; row < keys; row += 2) {
            for (int v = is_diagonal ? row / group * vectors_per_group : 0; v < query_vectors; v++) {
                const float *scores = at.scores + row * block + v * lanes;
                const Floats offset = maxima[v] * factor;
                const Floats first = exp2_difference(load<Floats>(scores), factor, offset);
                const Floats second = exp2_difference(load<Floats>(scores + block), factor, offset);
                totals[v] += first + second;
                store_pair(at.weights + row / pack<Word> * block + v * lanes, block, first, second);
            }
        }
    }

    void add_values(const ForwardRoom<Word> &at, const Word *values, int keys, bool is_diagonal, bool adds) const {
        constexpr int row_words = block / pack<Word>;
        if (!is_diagonal) {
            multiply(
                values, row_words, at.weights, block, at.sums, block, blocks.padded, row_words, query_groups, adds);
            return;
        }
        // Of the diagonal block each 16 keys are seen by their own 16 queries and those behind.
        constexpr int depth = group / pack<Word>;
        for (int g = 0; g * group < keys; g++) {
            multiply(
                values + g * depth, row_words, at.weights + g * depth * block + g * group, block, at.sums + g * group,
                block, blocks.padded, depth, query_groups - g, adds || g > 0);
        }
    }

    void finish(
        const ForwardRoom<Word> &at, int64_t document, int64_t b, int64_t head, int count, const Floats *maxima,
        const Floats *totals) const {
        alignas(64) float highest[block], total[block], inverse[block];
        for (int v = 0; v < query_vectors; v++) {
            store(highest + v * lanes, maxima[v]);
            store(total + v * lanes, totals[v]);
            store(inverse + v * lanes, 1.0f / totals[v]);
        }
        const int64_t token = blocks.shape.documents[document].start + b * block;
        float *logs = log_sums + head * blocks.shape.tokens + token;
        for (int row = 0; row < count; row++) {
            logs[row] = highest[row] * blocks.shape.scale * log2_e + std::log2(total[row]);
        }
        write_transposed(
            at.sums, inverse, count, blocks.width, blocks.padded, blocks.at(output, head, document, b), at.room);
    }
};

template <class Element>
static void attention(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<Element> output, float *log_sums) {
    Forward<Element>(shape, query, key, value, output, log_sums).run();
}

} // namespace ct::kernels::CT_INSTRUCTIONS
