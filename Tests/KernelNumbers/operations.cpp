// Operations on tensors through the C boundary, forward and backward, libtorch and its threads included.
#include <CTorch.h>

#include <functional>
#include <initializer_list>
#include <stdexcept>

#include "numbers.hpp"

using namespace numbers;

namespace {

void check(ct_status status) {
    if (status != CT_OK) throw std::runtime_error(std::string(ct_error_operation()) + ": " + ct_error_message());
}

// An owned handle.
class Tensor {
public:
    explicit Tensor(const std::function<ct_status(ct_out)> &make) { check(make(&handle)); }
    Tensor(Tensor &&other) : handle(other.handle) { other.handle = nullptr; }
    Tensor(const Tensor &) = delete;
    Tensor &operator=(const Tensor &) = delete;
    ~Tensor() { ct_tensor_free(handle); }

    operator ct_tensor *() const { return handle; }

private:
    ct_tensor *handle = nullptr;
};

using Sizes = std::vector<ct_int>;

Tensor made(uint32_t sequence, const Sizes &sizes, ct_dtype type, float factor = 1, bool is_trained = true) {
    int64_t count = 1;
    for (const ct_int size : sizes) count *= size;
    const auto values = inputs<float>(sequence, count, factor);
    const Tensor plain([&](ct_out out) {
        return ct_from_bytes(
            out, values.data(), count * static_cast<ct_int>(sizeof(float)), sizes.data(),
            static_cast<ct_int>(sizes.size()), CT_FLOAT32, -1);
    });
    Tensor tensor([&](ct_out out) { return ct_to(out, plain, type, -1); });
    Tensor leaf([&](ct_out out) { return ct_detach(out, tensor); });
    if (is_trained) check(ct_set_requires_grad(leaf, true));
    return leaf;
}

Tensor made_indices(const std::vector<int64_t> &indices) {
    const ct_int count = static_cast<ct_int>(indices.size());
    return Tensor([&](ct_out out) {
        return ct_from_bytes(
            out, indices.data(), count * static_cast<ct_int>(sizeof(int64_t)), &count, 1, CT_INT64, -1);
    });
}

void show(const std::string &name, const ct_tensor *tensor) {
    const Tensor whole([&](ct_out out) { return ct_contiguous(out, tensor); });
    const void *bytes = nullptr;
    check(ct_tensor_bytes(&bytes, whole));
    if (ct_tensor_dtype(whole) == CT_BFLOAT16) {
        print(name, static_cast<const Bfloat16 *>(bytes), ct_tensor_count(whole));
    } else if (ct_tensor_dtype(whole) == CT_FLOAT32) {
        print(name, static_cast<const float *>(bytes), ct_tensor_count(whole));
    } else {
        throw std::runtime_error(name + " is of no type that can be shown");
    }
}

// The result, and the gradients of its product with fixed numbers.
void show_both_ways(
    const std::string &name, const Tensor &y, const std::vector<std::pair<const char *, const Tensor *>> &leaves) {
    show(name, y);
    const Sizes sizes(ct_tensor_sizes(y), ct_tensor_sizes(y) + ct_tensor_rank(y));
    const Tensor gradient = made(90, sizes, ct_tensor_dtype(y), 1, false);
    check(ct_backward(y, gradient, false));
    for (const auto &[label, leaf] : leaves) {
        const Tensor found([&](ct_out out) { return ct_get_grad(out, *leaf); });
        if (found == nullptr) throw std::runtime_error(name + " gives no gradient of " + label);
        show(name + ".d" + label, found);
    }
}

struct Operations {
    const ct_dtype type;
    const std::string prefix;

    void all() const {
        linear();
        norm_and_activation();
        attention();
        lora();
        head();
        for (const bool recomputes : {false, true}) block(recomputes);
        generation();
        optimizer();
    }

    void linear() const {
        const Tensor x = made(51, {2, 35, 40}, type), weight = made(52, {29, 40}, type), bias = made(53, {29}, type);
        const Tensor y([&](ct_out out) { return ct_linear(out, x, weight, bias); });
        show_both_ways(prefix + "linear", y, {{"x", &x}, {"weight", &weight}, {"bias", &bias}});
        const Tensor table = made(54, {7, 21}, type), ids = made_indices({0, 6, 6, 3, 0, 0, 1});
        const Tensor rows([&](ct_out out) { return ct_embedding(out, table, ids); });
        show_both_ways(prefix + "embedding", rows, {{"table", &table}});
    }

    void norm_and_activation() const {
        const Tensor x = made(55, {13, 37}, type, 2), weight = made(56, {37}, type);
        const Tensor y([&](ct_out out) { return ct_rms_norm(out, x, weight, 1e-5); });
        show_both_ways(prefix + "rms_norm", y, {{"x", &x}, {"weight", &weight}});
        const Tensor residual = made(85, {13, 37}, type);
        const Tensor normalized([&](ct_out out) {
            ct_tensor *sum = nullptr;
            const ct_status status = ct_add_rms_norm(&sum, out, x, residual, weight, 1e-5);
            ct_tensor_free(sum);
            return status;
        });
        show_both_ways(prefix + "add_rms_norm", normalized, {{"x", &x}, {"residual", &residual}, {"weight", &weight}});
        const Tensor gate = made(57, {13, 37}, type, 4), up = made(58, {13, 37}, type);
        const Tensor active([&](ct_out out) { return ct_swiglu(out, gate, up); });
        show_both_ways(prefix + "swiglu", active, {{"gate", &gate}, {"up", &up}});
    }

    void attention() const {
        const Tensor q = made(59, {1, 70, 4, 24}, type, 3), k = made(60, {1, 70, 2, 24}, type, 3);
        const Tensor v = made(61, {1, 70, 2, 24}, type);
        const Tensor cosines = made(62, {1, 70, 1, 12}, type, 1, false);
        const Tensor sines = made(63, {1, 70, 1, 12}, type, 1, false);
        const Tensor turned([&](ct_out out) { return ct_rotate(out, q, cosines, sines); });
        const ct_int starts[] = {0, 30}, lengths[] = {30, 40};
        const Tensor y([&](ct_out out) {
            return ct_document_attention(out, turned, k, v, starts, lengths, 2, 0, 0.2);
        });
        show_both_ways(prefix + "attention", y, {{"q", &q}, {"k", &k}, {"v", &v}});
    }

    void lora() const {
        const Tensor x = made(64, {70, 37}, type), base = made(65, {70, 29}, type);
        const Tensor down = made(66, {3, 37}, CT_FLOAT32), up = made(67, {29, 3}, CT_FLOAT32);
        check(ct_seed(5));
        const Tensor y([&](ct_out out) { return ct_lora(out, base, x, down, up, 0.5, 0.25); });
        show_both_ways(prefix + "lora", y, {{"base", &base}, {"x", &x}, {"down", &down}, {"up", &up}});
    }

    void head() const {
        const Tensor rows = made(68, {9, 32}, type, 2, false), weight = made(69, {203, 32}, type, 2, false);
        const Tensor targets = made_indices({0, 202, 17, 100, 5, 5, 5, 8, 1});
        ct_tensor *given[3] = {};
        check(ct_linear_cross_entropy(given, rows, weight, targets, true, true, nullptr));
        const char *names[] = {"losses", "drows", "dweight"};
        for (int i = 0; i < 3; i++) {
            const Tensor owner([&](ct_out out) { *out = given[i]; return CT_OK; });
            show(prefix + "head." + names[i], owner);
        }
    }

    // A block of 4 query heads and 2 key-value heads of 8, with low-rank updates of all its matrices.
    struct Block {
        static constexpr ct_int hidden = 32, inner = 44, head = 8, keys = 16;
        std::vector<Tensor> tensors;
        ct_decoder_block block{};

        explicit Block(ct_dtype type) {
            tensors.reserve(23);
            tensors.push_back(made(70, {hidden}, type));
            tensors.push_back(made(71, {hidden}, type));
            block.attention_norm = tensors[0];
            block.feed_forward_norm = tensors[1];
            block.eps = 1e-5;
            block.head_width = head;
            block.query = projection(hidden, hidden, type);
            block.key = projection(hidden, keys, type);
            block.value = projection(hidden, keys, type);
            block.output = projection(hidden, hidden, type);
            block.gate = projection(hidden, inner, type);
            block.up = projection(hidden, inner, type);
            block.down = projection(inner, hidden, type);
        }

        ct_projection projection(ct_int in, ct_int out, ct_dtype type) {
            const auto sequence = static_cast<uint32_t>(100 + tensors.size());
            tensors.push_back(made(sequence, {out, in}, type, 0.3f));
            tensors.push_back(made(sequence + 50, {2, in}, CT_FLOAT32, 0.3f));
            tensors.push_back(made(sequence + 90, {out, 2}, CT_FLOAT32, 0.3f));
            const ct_tensor *weight = tensors[tensors.size() - 3];
            const ct_tensor *down = tensors[tensors.size() - 2];
            return {weight, nullptr, down, tensors.back(), 0.5, 0.25};
        }
    };

    void block(bool recomputes) const {
        const Block weights(type);
        const Tensor x = made(72, {1, 70, Block::hidden}, type);
        const Tensor cosines = made(73, {1, 70, 4}, type, 1, false), sines = made(74, {1, 70, 4}, type, 1, false);
        const ct_int starts[] = {0, 30}, lengths[] = {30, 40};
        check(ct_seed(6));
        const Tensor y([&](ct_out out) {
            return ct_run_decoder_block(
                out, x, &weights.block, cosines, sines, starts, lengths, 2, 0, 0.35, recomputes, nullptr, nullptr);
        });
        std::vector<std::string> labels;
        for (size_t i = 0; i < weights.tensors.size(); i++) labels.push_back("operand" + std::to_string(i));
        std::vector<std::pair<const char *, const Tensor *>> leaves{{"x", &x}};
        for (size_t i = 0; i < labels.size(); i++) leaves.emplace_back(labels[i].c_str(), &weights.tensors[i]);
        show_both_ways(prefix + (recomputes ? "block.recomputed" : "block"), y, leaves);
    }

    // A prompt of 6 tokens in two rows, then one more.
    void generation() const {
        const bool had_gradients = ct_grad_enabled();
        ct_set_grad_enabled(false);
        Block weights(type);
        for (ct_projection *projection :
             {&weights.block.query, &weights.block.key, &weights.block.value, &weights.block.output,
              &weights.block.gate, &weights.block.up, &weights.block.down}) {
            projection->dropout = 0;
        }
        const ct_int store[] = {2, 8, 2, Block::head};
        const Tensor keys([&](ct_out out) { return ct_full(out, store, 4, 0, type, -1); });
        const Tensor values([&](ct_out out) { return ct_full(out, store, 4, 0, type, -1); });
        ct_int length = 0;
        for (const ct_int count : {6, 1}) {
            const Tensor x = made(75, {2, count, Block::hidden}, type, 1, false);
            const Tensor cosines = made(76, {2, count, 4}, type, 1, false);
            const Tensor sines = made(77, {2, count, 4}, type, 1, false);
            const ct_int starts[] = {0, count}, lengths[] = {count, count};
            const ct_block_cache cache{keys, values, length};
            const Tensor y([&](ct_out out) {
                return ct_run_decoder_block(
                    out, x, &weights.block, cosines, sines, starts, lengths, 2, 0, 0.35, false, nullptr, &cache);
            });
            show(prefix + "generation.tokens" + std::to_string(count), y);
            length += count;
        }
        show(prefix + "generation.keys", keys);
        ct_set_grad_enabled(had_gradients);
    }

    void optimizer() const {
        const Tensor value = made(78, {70, 3}, type, 1, false), gradient = made(79, {70, 3}, type, 1, false);
        const Tensor average = made(80, {70, 3}, CT_FLOAT32, 0, false);
        const Tensor square = made(80, {70, 3}, CT_FLOAT32, 0, false);
        const Tensor counter = made(80, {1}, CT_FLOAT32, 0, false);
        const ct_tensor *values[] = {value}, *gradients[] = {gradient}, *masters[] = {nullptr};
        const ct_tensor *averages[] = {average}, *squares[] = {square}, *counters[] = {counter};
        for (int step = 0; step < 3; step++) {
            check(ct_adamw_(
                values, masters, gradients, averages, squares, counters, 1, 1e-2, 0.9, 0.999, 0.01, 1e-8));
        }
        show(prefix + "adamw.value", value);
        show(prefix + "adamw.square", square);
        double norm = 0;
        check(ct_total_norm(&norm, gradients, 1));
        print(prefix + "total_norm", std::vector<float>{static_cast<float>(norm)});
    }
};

// Blocks of every format of GGUF; the results are equal to the last bit.
void show_dequantized() {
    struct Format {
        uint32_t type;
        ct_int elements, bytes;
    };
    const Format formats[] = {
        {0, 1, 4},     {1, 1, 2},      {30, 1, 2},     {2, 32, 18},    {3, 32, 20},    {6, 32, 22},   {7, 32, 24},
        {8, 32, 34},   {10, 256, 84},  {11, 256, 110}, {12, 256, 144}, {13, 256, 176}, {14, 256, 210},
    };
    for (const Format &format : formats) {
        const ct_int blocks = 512 / format.elements;
        std::vector<uint8_t> bytes(blocks * format.bytes);
        for (size_t i = 0; i < bytes.size(); i++) {
            bytes[i] = static_cast<uint8_t>(127.5f + 127.5f * input(200 + format.type, static_cast<int64_t>(i)));
            // Wherever a half or a bfloat16 has its exponent, it lacks a bit of it, else it could be infinite.
            bytes[i] &= static_cast<int64_t>(i) / format.bytes % 2 == 0 ? 0xbf : 0xfb;
        }
        const ct_int count = 512;
        for (const ct_dtype type : {CT_FLOAT32, CT_BFLOAT16}) {
            const Tensor tensor([&](ct_out out) {
                return ct_dequantize_gguf(
                    out, bytes.data(), static_cast<ct_int>(bytes.size()), format.type, &count, 1, type);
            });
            const void *numbers = nullptr;
            check(ct_tensor_bytes(&numbers, tensor));
            const auto *at = static_cast<const uint8_t *>(numbers);
            uint64_t digest = 14695981039346656037u; // FNV-1a
            const ct_int size = count * (type == CT_FLOAT32 ? 4 : 2);
            for (ct_int i = 0; i < size; i++) digest = (digest ^ at[i]) * 1099511628211u;
            print_text(
                "gguf." + std::to_string(format.type) + (type == CT_FLOAT32 ? ".float32" : ".bfloat16"),
                std::to_string(digest));
        }
    }
}

// Work on several threads of libtorch's team gives the same bits as work on one.
void show_threads() {
    std::vector<float> results[2];
    for (const ct_int threads : {1, 3}) {
        check(ct_set_num_threads(threads));
        const Tensor x = made(81, {300, 40}, CT_FLOAT32), weight = made(82, {64, 40}, CT_FLOAT32);
        const Tensor y([&](ct_out out) { return ct_linear(out, x, weight, nullptr); });
        const void *bytes = nullptr;
        check(ct_tensor_bytes(&bytes, y));
        const auto *at = static_cast<const float *>(bytes);
        results[threads > 1].assign(at, at + ct_tensor_count(y));
    }
    print_text("threads", std::to_string(ct_num_threads()));
    print_text("threads.same_bits", results[0] == results[1] ? "yes" : "no");
}

} // namespace

void print_operations() {
    check(ct_set_num_threads(1));
    print_text("libtorch", ct_version());
    Operations{CT_FLOAT32, "operation.float32."}.all();
    Operations{CT_BFLOAT16, "operation.bfloat16."}.all();
    show_dequantized();
    show_threads();
    // An error crosses the boundary as a status and a message, not as an exception.
    ct_tensor *nothing = nullptr;
    const Tensor a = made(83, {2, 3}, CT_FLOAT32), b = made(84, {4, 5}, CT_FLOAT32);
    const ct_status status = ct_linear(&nothing, a, b, nullptr);
    print_text("error", std::to_string(status) + " " + ct_error_operation() + " " + ct_error_message());
    print_text("live_tensors", std::to_string(ct_tensor_live_count_on_thread() - 2));
}
