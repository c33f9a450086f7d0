// Every kernel of the table, on plain memory. Sizes are such that vectors and tiles have rests.
#include "../../Sources/CTorch/kernels/kernels.hpp"

#include "../../Sources/CTorch/kernels/cpu.hpp"
#include "numbers.hpp"

using namespace ct::kernels;
using namespace numbers;

namespace {

template <class Element>
struct Printer {
    const Kernels<Element> &kernels = in_use<Element>();
    const std::string type = std::is_same_v<Element, float> ? "float32" : "bfloat16";

    template <class Value>
    void show(const std::string &name, const std::vector<Value> &values) const {
        print(type + "." + name, values);
    }

    void all() const {
        attention(0);
        attention(7);
        cached_attention(1, 70);
        cached_attention(5, 23);
        for (const int64_t rows : {3, 70}) products(rows);
        rms_norm();
        rotate();
        swiglu();
        for (const double dropout : {0.0, 0.25}) lora(dropout);
        cross_entropy();
        embedding();
        squares();
        adamw<float>(kernels.adamw, "adamw");
        adamw<Bfloat16>(kernels.adamw_bfloat16_states, "adamw_bfloat16_states");
    }

    // Three documents, with two tokens outside of all of them.
    void attention(int64_t window) const {
        constexpr int64_t tokens = 115, query_heads = 4, key_heads = 2, width = 24;
        const Document documents[] = {{0, 1}, {1, 33}, {36, 79}};
        const AttentionShape shape{tokens, query_heads, key_heads, width, window, 0.2f, documents, 3};
        const int64_t all = tokens * query_heads * width, keys = tokens * key_heads * width;
        const auto q = inputs<Element>(1, all, 3), k = inputs<Element>(2, keys, 3), v = inputs<Element>(3, keys);
        const auto dy = inputs<Element>(4, all);
        std::vector<Element> y(all), dq(all), dk(keys), dv(keys);
        std::vector<float> sums(query_heads * tokens);
        const auto in = [](const std::vector<Element> &heads, int64_t count) {
            return Heads<const Element>{heads.data(), count * width};
        };
        const auto out = [](std::vector<Element> &heads, int64_t count) {
            return Heads<Element>{heads.data(), count * width};
        };
        kernels.attention(
            shape, in(q, query_heads), in(k, key_heads), in(v, key_heads), out(y, query_heads), sums.data());
        kernels.attention_backward(
            shape, in(q, query_heads), in(k, key_heads), in(v, key_heads), in(y, query_heads), in(dy, query_heads),
            sums.data(), out(dq, query_heads), out(dk, key_heads), out(dv, key_heads));
        const std::string name = "attention.window" + std::to_string(window);
        show(name, y);
        show(name + ".log_sums", sums);
        show(name + ".dq", dq);
        show(name + ".dk", dk);
        show(name + ".dv", dv);
    }

    void cached_attention(int64_t tokens, int64_t keys) const {
        constexpr int64_t rows = 2, query_heads = 4, key_heads = 2, width = 24;
        const CachedAttentionShape shape{rows, tokens, keys, query_heads, key_heads, width, 0, 0.2f};
        const int64_t all = rows * tokens * query_heads * width, row = keys * key_heads * width;
        const auto q = inputs<Element>(5, all, 3), k = inputs<Element>(6, rows * row, 3);
        const auto v = inputs<Element>(7, rows * row);
        auto y = unwritten<Element>(all);
        kernels.cached_attention(
            shape, {q.data(), query_heads * width}, {k.data(), row, key_heads * width},
            {v.data(), row, key_heads * width}, {y.data(), query_heads * width});
        show("cached_attention.tokens" + std::to_string(tokens), y);
    }

    // Few rows are dot products, many are tiles.
    void products(int64_t rows) const {
        for (const bool left_is_transposed : {false, true}) {
            for (const bool right_is_transposed : {false, true}) {
                Product product(rows, left_is_transposed, right_is_transposed, 1);
                auto y = unwritten<Element>(rows * product.gemm.columns);
                product.gemm.epilogue.output = {y.data(), product.gemm.columns};
                kernels.gemm(product.gemm);
                const std::string layout = std::string(left_is_transposed ? ".left_transposed" : "") +
                    (right_is_transposed ? ".right_transposed" : "");
                show("gemm" + std::to_string(rows) + layout, y);
            }
        }
        epilogues(rows);
    }

    struct Product {
        static constexpr int64_t depth = 37, columns = 54;
        std::vector<Element> left, right;
        Gemm<Element> gemm;

        // With several parts the right is that many matrices, one under the other.
        Product(int64_t rows, bool left_is_transposed, bool right_is_transposed, int64_t parts)
            : left(inputs<Element>(8, rows * depth)), right(inputs<Element>(9, columns * depth)),
              gemm{rows, columns, depth} {
            gemm.left = {left.data(), left_is_transposed ? rows : depth};
            gemm.left_is_transposed = left_is_transposed;
            gemm.right_is_transposed = right_is_transposed;
            gemm.right.width = right_is_transposed ? depth : columns;
            const int64_t height = (right_is_transposed ? columns : depth) / parts;
            for (int64_t part = 0; part < parts; part++) {
                gemm.right.add(right.data() + part * height * gemm.right.width, gemm.right.width, height);
            }
        }
    };

    void epilogues(int64_t rows) const {
        constexpr int64_t columns = Product::columns, rank = 3, half = columns / 2;
        const std::string name = "gemm" + std::to_string(rows);
        const auto bias = inputs<float>(10, columns);
        const auto residual = inputs<Element>(11, rows * columns);
        {
            Product product(rows, false, true, 3);
            auto y = unwritten<Element>(rows * columns);
            product.gemm.epilogue.bias = bias.data();
            product.gemm.epilogue.residual = {residual.data(), columns};
            product.gemm.epilogue.output = {y.data(), columns};
            kernels.gemm(product.gemm);
            show(name + ".bias_residual", y);
        }
        for (const double dropout : {0.0, 0.25}) {
            Product product(rows, false, true, 1);
            const auto low = inputs<float>(12, rows * rank), high = inputs<float>(13, 30 * rank);
            const LowRankUpdate update{low.data(), high.data(), rank, 1, rank, 11, 30, 0.5f, dropout, 77};
            auto y = unwritten<Element>(rows * columns);
            product.gemm.epilogue.updates = &update;
            product.gemm.epilogue.update_count = 1;
            product.gemm.epilogue.output = {y.data(), columns};
            kernels.gemm(product.gemm);
            show(name + ".update" + (dropout > 0 ? ".dropout" : ""), y);
        }
        {
            Product product(rows, true, false, 1);
            auto sums = inputs<float>(14, rows * columns);
            product.gemm.epilogue.sums = {sums.data(), columns};
            kernels.gemm(product.gemm);
            show(name + ".sums", sums);
        }
        {
            Product product(rows, false, true, 2);
            auto gate = unwritten<Element>(rows * half), up = gate, y = gate;
            product.gemm.epilogue.gate = {gate.data(), half};
            product.gemm.epilogue.up = {up.data(), half};
            product.gemm.epilogue.output = {y.data(), half};
            kernels.gemm(product.gemm);
            show(name + ".gated", y);
            show(name + ".gate", gate);
            show(name + ".up", up);
        }
        {
            Product product(rows, false, false, 1);
            const auto gate = inputs<Element>(15, rows * columns, 4), up = inputs<Element>(16, rows * columns);
            auto dgate = unwritten<Element>(rows * columns), dup = dgate;
            product.gemm.epilogue.gate_of_gradient = {gate.data(), columns};
            product.gemm.epilogue.up_of_gradient = {up.data(), columns};
            product.gemm.epilogue.gate_gradient = {dgate.data(), columns};
            product.gemm.epilogue.up_gradient = {dup.data(), columns};
            kernels.gemm(product.gemm);
            show(name + ".dgate", dgate);
            show(name + ".dup", dup);
        }
    }

    void rms_norm() const {
        constexpr int64_t rows = 70, width = 37;
        const auto x = inputs<Element>(17, rows * width, 2), weight = inputs<Element>(18, width);
        const auto dy = inputs<Element>(19, rows * width), residual = inputs<Element>(20, rows * width);
        auto y = unwritten<Element>(rows * width), sum = y, dx = y;
        auto inverses = unwritten<float>(rows), dweight = unwritten<float>(width);
        kernels.rms_norm(
            {x.data(), 2 * width}, {{residual.data(), 2 * width}, {sum.data(), 2 * width}}, weight.data(), rows / 2,
            /*heads=*/2, width, 1e-5f, {y.data(), 2 * width}, inverses.data());
        show("rms_norm.sum", sum);
        show("rms_norm.of_sum", y);
        kernels.rms_norm(
            {x.data(), 2 * width}, /*added=*/{}, weight.data(), rows / 2, /*heads=*/2, width, 1e-5f,
            {y.data(), 2 * width}, inverses.data());
        kernels.rms_norm_backward(
            {x.data(), 2 * width}, weight.data(), inverses.data(), {dy.data(), 2 * width},
            {residual.data(), 2 * width}, rows / 2, /*heads=*/2, width, {dx.data(), 2 * width}, dweight.data());
        show("rms_norm", y);
        show("rms_norm.inverses", inverses);
        show("rms_norm.dx", dx);
        show("rms_norm.dweight", dweight);
    }

    void rotate() const {
        constexpr int64_t tokens = 9, heads = 3, width = 22, half = width / 2;
        const auto x = inputs<Element>(21, tokens * heads * width);
        const auto cosines = inputs<Element>(22, tokens * half), sines = inputs<Element>(23, tokens * half);
        for (const float direction : {1.0f, -1.0f}) {
            auto y = unwritten<Element>(x.size());
            kernels.rotate(
                {x.data(), heads * width}, cosines.data(), sines.data(), tokens, heads, width, direction,
                {y.data(), heads * width});
            show(direction > 0 ? "rotate" : "rotate.back", y);
        }
    }

    void swiglu() const {
        constexpr int64_t rows = 11, width = 37, count = rows * width;
        // Far enough to both sides for the ends of the exponential function.
        auto gate = inputs<Element>(24, count, 8);
        for (int64_t i = 0; i < count; i += 10) gate[i] = narrow<Element>(200 * input(25, i));
        const auto up = inputs<Element>(26, count), dy = inputs<Element>(27, count);
        auto y = unwritten<Element>(count), dgate = y, dup = y;
        kernels.swiglu({gate.data(), width}, {up.data(), width}, rows, width, y.data());
        kernels.swiglu_backward(gate.data(), up.data(), dy.data(), count, dgate.data(), dup.data());
        show("swiglu", y);
        show("swiglu.dgate", dgate);
        show("swiglu.dup", dup);
    }

    void lora(double dropout) const {
        const LoRAShape shape{70, 37, 29, 3, 0.5f, dropout, 1234567890123456789u};
        const auto x = inputs<Element>(28, shape.rows * shape.in), base = inputs<Element>(29, shape.rows * shape.out);
        const auto down = inputs<float>(30, shape.rank * shape.in), up = inputs<float>(31, shape.out * shape.rank);
        const auto dy = inputs<Element>(32, shape.rows * shape.out);
        auto y = unwritten<Element>(base.size()), dx = unwritten<Element>(x.size());
        auto reduced = unwritten<float>(shape.rows * shape.rank), dreduced = reduced, alone = reduced;
        auto ddown = unwritten<float>(down.size()), dup = unwritten<float>(up.size());
        const Rows<const Element> rows{x.data(), shape.in};
        kernels.lora_reduce(shape, rows, down.data(), alone.data());
        kernels.lora(shape, rows, down.data(), up.data(), base.data(), y.data(), reduced.data());
        kernels.lora_backward(
            shape, rows, down.data(), up.data(), reduced.data(), {dy.data(), shape.out}, dx.data(), dreduced.data(),
            ddown.data(), dup.data());
        const std::string name = dropout > 0 ? "lora.dropout" : "lora";
        show(name, y);
        show(name + ".reduce", alone);
        show(name + ".reduced", reduced);
        show(name + ".dx", dx);
        show(name + ".dreduced", dreduced);
        show(name + ".ddown", ddown);
        show(name + ".dup", dup);
    }

    void cross_entropy() const {
        constexpr int64_t rows = 5, classes = 203;
        auto logits = inputs<Element>(33, rows * classes, 20);
        const int64_t targets[rows] = {0, 202, 17, 100, 5};
        for (const bool makes_gradients : {false, true}) {
            auto losses = unwritten<float>(rows);
            kernels.cross_entropy(logits.data(), targets, rows, classes, makes_gradients, losses.data());
            show(makes_gradients ? "cross_entropy.losses" : "cross_entropy.losses_alone", losses);
        }
        show("cross_entropy.gradients", logits);
    }

    void embedding() const {
        constexpr int64_t count = 40, width = 21, vocabulary = 6;
        const auto dy = inputs<Element>(34, count * width);
        std::vector<int64_t> ids(count);
        for (int64_t i = 0; i < count; i++) ids[i] = i * i % 5; // 0, 1 and 4; the rows between stay as they are
        std::vector<Element> dweight(vocabulary * width);
        kernels.embedding_backward(ids.data(), dy.data(), count, width, dweight.data());
        show("embedding_backward", dweight);
    }

    void squares() const {
        const auto x = inputs<Element>(35, 70001);
        show("squares", std::vector<float>{static_cast<float>(kernels.squares(x.data(), 70001))});
    }

    // Three steps of parameters by themselves, with a master, and where there is one with a remainder.
    template <class State>
    void adamw(
        void (*step)(const AdamWStep &, const AdamWParameter<Element, State> *, int64_t),
        const std::string &name) const {
        constexpr int64_t count = 101;
        constexpr bool has_remainder = std::is_same_v<Element, Bfloat16>;
        std::vector<Element> values[3];
        std::vector<State> averages[3], squares[3];
        std::vector<float> master(count);
        std::vector<int16_t> remainder(count);
        for (int p = 0; p < 3; p++) {
            values[p] = inputs<Element>(36, count);
            averages[p] = inputs<State>(37, count, 0.1f);
            squares[p] = inputs<State>(38, count, 0.01f);
            for (State &square : squares[p]) square = narrow<State>(std::fabs(widen(square)));
        }
        for (int64_t i = 0; i < count; i++) {
            master[i] = widen(values[1][i]);
            remainder[i] = static_cast<int16_t>(30000 * input(39, i));
        }
        for (uint32_t t = 1; t <= 3; t++) {
            const auto gradient = inputs<Element>(39 + t, count);
            std::vector<AdamWParameter<Element, State>> parameters;
            for (int p = 0; p < (has_remainder ? 3 : 2); p++) {
                parameters.push_back(
                    {count, values[p].data(), p == 1 ? master.data() : nullptr, p == 2 ? remainder.data() : nullptr,
                     gradient.data(), averages[p].data(), squares[p].data(), 1e-2f, 1.5f, 99 + t});
            }
            step({0.9f, 0.95f, 1e-8f, 0.99f}, parameters.data(), static_cast<int64_t>(parameters.size()));
        }
        for (int p = 0; p < (has_remainder ? 3 : 2); p++) {
            const std::string parameter = name + "." + std::to_string(p);
            show(parameter + ".value", values[p]);
            show(parameter + ".average", averages[p]);
            show(parameter + ".square", squares[p]);
        }
        show(name + ".master", master);
        if (has_remainder) {
            // The float32 number that both halves stand for.
            std::vector<float> whole(count);
            for (int64_t i = 0; i < count; i++) {
                uint32_t bits;
                const float high = widen(values[2][i]);
                std::memcpy(&bits, &high, sizeof bits);
                bits += static_cast<uint32_t>(static_cast<int32_t>(remainder[i]));
                std::memcpy(&whole[i], &bits, sizeof bits);
            }
            show(name + ".remainder", whole);
        }
    }
};

} // namespace

void print_kernels() {
    print_text("instructions", name(instruction_set()));
    Printer<float>().all();
    Printer<Bfloat16>().all();
}
