// Attention of a few new tokens to cached ones. Included like vectors.hpp, after gemm_dots.hpp.
//
// Keys and values are read once, where they lie. A token's keys are cut into parts, so that a single token with a long
// past keeps all threads busy; the parts' softmaxes are joined at the end (https://arxiv.org/abs/2311.01282).

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
class CachedAttention {
public:
    CachedAttention(
        const CachedAttentionShape &shape, Heads<const Element> query, CachedHeads<const Element> key,
        CachedHeads<const Element> value, Heads<Element> output)
        : shape(shape), query(query), key(key), value(value), output(output),
          sharing(shape.query_heads / shape.key_heads), width(static_cast<int>(shape.head_width)),
          sums_width(padded_width(shape.head_width)), tokens(shape.rows * shape.tokens),
          parts(tokens >= many_tokens ? 1 : std::clamp<int64_t>(work() / part_work, 1, most_parts)) {}

    void run() const {
        thread_local Scratch scratch;
        float *memory = scratch.get<float>(tokens * parts * shape.query_heads * room());
        run_tasks(tokens * parts, [&](int64_t task) {
            attend(task / parts, task % parts, memory + task * shape.query_heads * room());
        });
        for (int64_t token = 0; token < tokens; token++) {
            for (int64_t head = 0; head < shape.query_heads; head++) join(token, head, memory);
        }
    }

private:
    // Keys whose scores are in hand at a time, and queries that are multiplied with them together.
    static constexpr int most_keys = 64, most_queries = most_dot_tile_rows;
    // With so many tokens, each is work enough for a task.
    static constexpr int64_t many_tokens = 16, most_parts = 16;
    // Numbers of queries times keys that are worth waking a thread for.
    static constexpr int64_t part_work = 1 << 17;

    const CachedAttentionShape &shape;
    const Heads<const Element> query;
    const CachedHeads<const Element> key, value;
    const Heads<Element> output;
    const int64_t sharing;
    const int width, sums_width;
    const int64_t tokens, parts;

    // What a part knows of a head: the weighed sum of values, the highest score, and the sum of weights.
    int64_t room() const { return sums_width + group; }
    int64_t work() const {
        const int64_t keys = shape.window > 0 ? std::min(shape.window, shape.keys) : shape.keys;
        return keys * shape.query_heads * shape.head_width;
    }
    float factor() const { return shape.scale * log2_e; }

    void attend(int64_t token, int64_t part, float *results) const {
        const int64_t row = token / shape.tokens;
        const int64_t seen = shape.keys - shape.tokens + token % shape.tokens + 1;
        const int64_t passed = shape.window > 0 ? std::max<int64_t>(0, seen - shape.window) : 0;
        const int64_t begin = passed + (seen - passed) * part / parts;
        const int64_t end = passed + (seen - passed) * (part + 1) / parts;
        for (int64_t head = 0; head < shape.query_heads; head++) {
            float *result = results + head * room();
            std::fill(result, result + sums_width, 0.0f);
            result[sums_width] = lowest_maximum;
            result[sums_width + 1] = 0;
        }
        for (int64_t first = begin; first < end; first += most_keys) {
            const int count = static_cast<int>(std::min<int64_t>(most_keys, end - first));
            // Queries that are taken together share a key head.
            for (int64_t key_head = 0; key_head < shape.key_heads; key_head++) {
                for (int64_t query = 0; query < sharing; query += most_queries) {
                    const auto queries = static_cast<int>(std::min<int64_t>(most_queries, sharing - query));
                    add_keys(row, token, key_head * sharing + query, queries, first, count, results);
                }
            }
        }
    }

    void add_keys(
        int64_t row, int64_t token, int64_t head, int heads, int64_t first, int count, float *results) const {
        const int64_t key_head = head / sharing;
        alignas(64) float scores[most_queries][most_keys];
        const Rows<const Element> queries{query.data + token * query.stride + head * width, width};
        for (int k = 0; k < count; k += dot_columns) {
            const Element *keys[dot_columns];
            // Behind the end any key will do: its score is not used.
            for (int i = 0; i < dot_columns; i++) {
                keys[i] = key.at(row, first + std::min(k + i, count - 1), key_head * width);
            }
            some_dots(heads, queries, keys, width, dot_columns * key.stride, &scores[0][k], most_keys);
        }
        float *result = results + head * room();
        float shrinks[most_queries];
        for (int h = 0; h < heads; h++) shrinks[h] = weigh(scores[h], count, result + h * room());
        constexpr int vectors = 4;
        const auto add = [&](auto tile_width, int c, int last_count) CT_INLINE_LAMBDA {
            constexpr int width = decltype(tile_width)::count;
            const Element *from = value.at(row, first, key_head * shape.head_width + c);
            switch (heads) {
            case 1: add_values<1, width>(from, count, last_count, scores, shrinks, result + c); break;
            case 2: add_values<2, width>(from, count, last_count, scores, shrinks, result + c); break;
            case 3: add_values<3, width>(from, count, last_count, scores, shrinks, result + c); break;
            default: add_values<most_queries, width>(from, count, last_count, scores, shrinks, result + c);
            }
        };
        int c = 0;
        for (; c + vectors * lanes <= width; c += vectors * lanes) add(Groups<vectors>(), c, lanes);
        for (; c < width; c += lanes) add(Groups<1>(), c, std::min(lanes, width - c));
    }

    // Turns scores to weights; gives what sums of earlier keys are to be multiplied with.
    float weigh(float *scores, int count, float *result) const {
        const int padded = static_cast<int>(quotient_up(count, lanes)) * lanes;
        std::fill(scores + count, scores + padded, unseen);
        Floats highest = Floats(result[sums_width]), sum = Floats(0.0f);
        for (int k = 0; k < padded; k += lanes) highest = maximum(highest, load<Floats>(scores + k));
        const float high = __builtin_reduce_max(highest);
        const Floats factors = Floats(factor()), offset = Floats(high * factor());
        for (int k = 0; k < padded; k += lanes) {
            const Floats weights = exp2_difference(load<Floats>(scores + k), factors, offset);
            store(scores + k, weights);
            sum += weights;
        }
        const float shrink = exp2(Floats((result[sums_width] - high) * factor()))[0];
        result[sums_width] = high;
        result[sums_width + 1] = result[sums_width + 1] * shrink + tree_total(sum);
        return shrink;
    }

    // sums = shrink * sums + weights * values of each head, for some columns of the values.
    template <int Heads, int Vectors>
    __attribute__((noinline)) void add_values(
        const Element *values, int count, int last_count, const float (*weights)[most_keys], const float *shrinks,
        float *sums) const {
#pragma clang fp contract(fast)
        Floats sum[Heads][Vectors];
        for (int h = 0; h < Heads; h++) {
            for (int v = 0; v < Vectors; v++) sum[h][v] = load<Floats>(sums + h * room() + v * lanes) * shrinks[h];
        }
        for (int k = 0; k < count; k++, values += value.stride) {
            for (int v = 0; v < Vectors; v++) {
                const Floats number = widen(values + v * lanes, Vectors == 1 ? last_count : lanes);
                for (int h = 0; h < Heads; h++) sum[h][v] += number * weights[h][k];
            }
        }
        for (int h = 0; h < Heads; h++) {
            for (int v = 0; v < Vectors; v++) store(sums + h * room() + v * lanes, sum[h][v]);
        }
    }

    // The parts of a token's head to its output.
    void join(int64_t token, int64_t head, float *memory) const {
        const auto part = [&](int64_t p) { return memory + ((token * parts + p) * shape.query_heads + head) * room(); };
        float high = lowest_maximum, total = 0;
        for (int64_t p = 0; p < parts; p++) high = std::max(high, part(p)[sums_width]);
        float shares[most_parts];
        for (int64_t p = 0; p < parts; p++) {
            shares[p] = exp2(Floats((part(p)[sums_width] - high) * factor()))[0];
            total += shares[p] * part(p)[sums_width + 1];
        }
        Element *to = output.data + token * output.stride + head * width;
        for_pieces(width, [&](int64_t c, int count) CT_INLINE_LAMBDA {
            Floats sum = Floats(0.0f);
            for (int64_t p = 0; p < parts; p++) sum += load<Floats>(part(p) + c) * shares[p];
            narrow(to + c, sum * (1 / total), count);
        });
    }
};

template <class Element>
static void cached_attention(
    const CachedAttentionShape &shape, Heads<const Element> query, CachedHeads<const Element> key,
    CachedHeads<const Element> value, Heads<Element> output) {
    CachedAttention<Element>(shape, query, key, value, output).run();
}

} // namespace ct::kernels::CT_INSTRUCTIONS
