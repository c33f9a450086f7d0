// A decoder block: what its way forward and its way back share.
//
// Legend: `T` tokens, `R` of them that the result has, `D` hidden size, `H` query heads, `K` key-value heads, `C` head
// width, `I` inner width of the feed-forward layer, `r` rank of an update.
#pragma once

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>

#include "../document_layout.hpp"
#include "../kernels/scratch.hpp"
#include "../packed_weights.hpp"
#include "../products.hpp"

namespace ct {

using torch::autograd::variable_list;

// The seven matrices of a block, in the order in which they are used.
enum Place { query, key, value, output, gate, up, down };
constexpr int places = 7;

constexpr size_t operand_count = 5 + 4 * places;

// Everything about a block but its tensors.
struct BlockPlan : torch::CustomClassHolder {
    struct Update {
        double scale = 0, dropout = 0;
        int64_t seed = 0;
    };

    Layout layout;
    int64_t head_width;
    double eps;
    bool recomputes;
    std::array<Update, places> updates;
    at::Tensor cosines, sines; // [T, C / 2]
    // [R], the tokens that the block has a result of; the others serve as keys and values alone. Undefined: all.
    at::Tensor chosen;
    c10::intrusive_ptr<PackedWeights> packed; // null: weights are packed while products run
    // Where autograd's list, which has no room for absent tensors, holds each operand; -1: nowhere.
    std::array<int, operand_count> positions;

    BlockPlan(Layout layout, int64_t head_width, double eps, bool recomputes)
        : layout(std::move(layout)), head_width(head_width), eps(eps), recomputes(recomputes) {}

    // The result of a block of x, to be written.
    at::Tensor result_like(const at::Tensor &x) const {
        if (!chosen.defined()) return at::empty(x.sizes(), x.options());
        return at::empty({chosen.size(0), x.size(-1)}, x.options());
    }

    // Whether a number of attention's output takes longer to make again than one of a product with x [T, width]: two
    // multiplications for each key seen, or one for each number of a row.
    bool keeps_attention(int64_t width) const { return 2 * layout.keys_seen() > static_cast<double>(width); }

    // The rows of the chosen tokens.
    at::Tensor choose(const at::Tensor &rows) const { return chosen.defined() ? rows.index_select(0, chosen) : rows; }
};

// The tokens that were read before, and room for more: keys, turned, and values [rows, capacity, K, C].
struct BlockCache {
    at::Tensor keys, values;
    int64_t length; // tokens that it holds

    int64_t rows() const { return keys.size(0); }
};

// The tensors of a block; absent ones are undefined.
struct BlockOperands {
    static constexpr size_t x_index = 0, attention_norm_index = 1, feed_forward_norm_index = 2;
    static constexpr size_t weight_index(int place) { return 3 + 4 * place; }
    static constexpr size_t bias_index(int place) { return 4 + 4 * place; }
    static constexpr size_t down_index(int place) { return 5 + 4 * place; }
    static constexpr size_t up_index(int place) { return 6 + 4 * place; }
    static constexpr size_t query_norm_index = 3 + 4 * places, key_norm_index = 4 + 4 * places;

    std::array<at::Tensor, operand_count> list; // contiguous

    explicit BlockOperands(const std::array<at::Tensor, operand_count> &all) {
        for (size_t i = 0; i < operand_count; i++) {
            if (all[i].defined()) list[i] = all[i].contiguous();
        }
    }

    // From autograd's list.
    BlockOperands(at::TensorList present, const BlockPlan &plan) {
        for (size_t i = 0; i < operand_count; i++) {
            if (plan.positions[i] >= 0) list[i] = present[plan.positions[i]].contiguous();
        }
    }

    at::Tensor x() const { return list[x_index].view({-1, list[x_index].size(-1)}); } // [T, D]
    const at::Tensor &attention_norm() const { return list[attention_norm_index]; }
    const at::Tensor &feed_forward_norm() const { return list[feed_forward_norm_index]; }
    const at::Tensor &weight(Place place) const { return list[weight_index(place)]; }
    const at::Tensor &bias(Place place) const { return list[bias_index(place)]; }
    const at::Tensor &down_matrix(Place place) const { return list[down_index(place)]; }
    const at::Tensor &up_matrix(Place place) const { return list[up_index(place)]; }
    // Of queries or keys [C].
    static constexpr size_t head_norm_index(Place place) { return place == query ? query_norm_index : key_norm_index; }
    bool has_head_norms() const { return list[query_norm_index].defined(); }
    bool has_update(Place place) const { return down_matrix(place).defined(); }

    int64_t in(Place place) const { return weight(place).size(1); }
    int64_t out(Place place) const { return weight(place).size(0); }
};

// What the way forward keeps for the way back; all else is cheap to compute again.
struct BlockKept {
    at::Tensor qkv;      // [T, (H + 2 K) C], turned by the angles but where heads are normalized
    at::Tensor attended; // [T, H C]
    at::Tensor log_sums; // [H, T]
    at::Tensor middle;   // [R, D], between attention and feed-forward layer
    at::Tensor gated;    // [R, 2 I], gate and up side by side
    at::Tensor attention_inverses, feed_forward_inverses; // [T] and [R], of the norms
    std::array<at::Tensor, places> reduced;               // [T, r] or [R, r] of each update

    variable_list list() const {
        variable_list all{qkv, attended, log_sums, middle, gated, attention_inverses, feed_forward_inverses};
        all.insert(all.end(), reduced.begin(), reduced.end());
        return all;
    }

    static constexpr size_t others = 7, count = others + places;

    static BlockKept of(const at::Tensor *all) {
        BlockKept kept{all[0], all[1], all[2], all[3], all[4], all[5], all[6], {}};
        for (int place = 0; place < places; place++) kept.reduced[place] = all[others + place];
        return kept;
    }

    // What may be kept where all else is recomputed.
    BlockKept of_attention() const { return {.attended = attended, .log_sums = log_sums}; }

    at::Tensor gate() const { return gated.narrow(1, 0, gated.size(1) / 2); }
    at::Tensor up() const { return gated.narrow(1, gated.size(1) / 2, gated.size(1) / 2); }
};

// What no block hands on.
enum class Temporary {
    normal,
    active,
    turned,
    gated_gradient,
    input_gradient,
    qkv_gradient,
    middle_gradient,
    count
};

// [rows, width] in memory of the thread's, kept from block to block: freed each time, it would leave holes in the heap
// between what is kept for the way back. Overwritten by the next call for the same.
inline at::Tensor temporary(Temporary which, int64_t rows, int64_t width, const at::TensorOptions &options) {
    static thread_local std::array<kernels::Scratch, static_cast<size_t>(Temporary::count)> all;
    auto *memory = all[static_cast<size_t>(which)].get<char>(rows * width * options.dtype().itemsize());
    return at::from_blob(memory, {rows, width}, options);
}

// Heads of the joint projection: queries, keys or values, as [T, heads, C].
inline at::Tensor heads_of(const at::Tensor &qkv, const BlockOperands &operands, const BlockPlan &plan, Place place) {
    const int64_t widths[] = {operands.out(query), operands.out(key), operands.out(value)};
    int64_t start = 0;
    for (int before = 0; before < place; before++) start += widths[before];
    const int64_t heads = widths[place] / plan.head_width;
    return qkv.narrow(1, start, widths[place]).unflatten(1, {heads, plan.head_width});
}

inline kernels::LoRAShape update_shape(
    const BlockOperands &operands, const BlockPlan &plan, Place place, int64_t rows) {
    const BlockPlan::Update &update = plan.updates[place];
    return {
        rows,
        operands.in(place),
        operands.out(place),
        operands.down_matrix(place).size(0),
        static_cast<float>(update.scale),
        update.dropout,
        static_cast<uint64_t>(update.seed)};
}

// Turns queries and keys where they are.
template <class Element>
void turn_heads(const at::Tensor &qkv, const BlockOperands &operands, const BlockPlan &plan, float direction) {
    const Recorded recorded(direction > 0 ? "rotate" : "rotate backward");
    const int64_t heads = (operands.out(query) + operands.out(key)) / plan.head_width;
    Element *data = writable_numbers<Element>(qkv);
    kernels::in_use<Element>().rotate(
        {data, qkv.stride(0)}, numbers<Element>(plan.cosines), numbers<Element>(plan.sines), qkv.size(0), heads,
        plan.head_width, direction, {data, qkv.stride(0)});
}

// Normalizes each head of queries and keys into its place in `to` [T, (H + K) C]. By place, 1 / rms [T, heads].
template <class Element>
std::array<at::Tensor, 2> norm_heads(
    const at::Tensor &qkv, const BlockOperands &operands, const BlockPlan &plan, const at::Tensor &to) {
    const Recorded recorded("rmsNorm");
    std::array<at::Tensor, 2> inverses;
    for (const Place place : {query, key}) {
        const at::Tensor from = heads_of(qkv, operands, plan, place);
        const at::Tensor &weight = operands.list[BlockOperands::head_norm_index(place)];
        inverses[place] = at::empty({from.size(0), from.size(1)}, from.options().dtype(at::kFloat));
        kernels::in_use<Element>().rms_norm(
            reading<Element>(from), /*added=*/{}, numbers<Element>(weight), from.size(0), from.size(1),
            plan.head_width, static_cast<float>(plan.eps), writing<Element>(heads_of(to, operands, plan, place)),
            writable_numbers<float>(inverses[place]));
    }
    return inverses;
}

// A product whose right side is made of the matrices of several places.
template <class Element>
kernels::Stack<Element> stacked(const BlockOperands &operands, std::initializer_list<Place> which) {
    kernels::Stack<Element> stack;
    for (const Place place : which) {
        const at::Tensor &weight = operands.weight(place);
        stack.width = weight.size(1);
        stack.add(numbers<Element>(weight), weight.stride(0), weight.size(0));
    }
    return stack;
}

// A product with the matrices of places that share its left side, and what its epilogue refers to.
template <class Element>
struct BlockProduct {
    kernels::Gemm<Element> gemm;
    std::vector<Place> which;
    std::vector<kernels::LowRankUpdate> updates;
    std::vector<float> bias; // of all places, or empty

    void run(const BlockOperands &operands, const BlockPlan &plan, const char *operation) {
        const Recorded recorded(operation);
        gemm.epilogue.updates = updates.data();
        gemm.epilogue.update_count = static_cast<int>(updates.size());
        if (!bias.empty()) gemm.epilogue.bias = bias.data();
        std::vector<at::Tensor> weights;
        for (const Place place : which) weights.push_back(operands.weight(place));
        const int direction = gemm.right_is_transposed ? 0 : places;
        run_product(gemm, plan.packed.get(), direction + which.front(), weights);
    }
};

// Runs a block forward into `y` [R, D]; where that is undefined, only as far as the way back needs, without attention
// where it is known. With a cache, which receives the new keys and values, each of its rows is one sequence, whatever
// documents the plan has.
template <class Element>
BlockKept run_forward(
    const BlockOperands &operands, const BlockPlan &plan, const at::Tensor &y, const BlockKept &known,
    const BlockCache *cache = nullptr);

// By operand; undefined where there is none.
using BlockGradients = std::array<at::Tensor, operand_count>;

// The gradients of the operands that are wanted. With `owns_kept` what was kept is lost.
template <class Element>
BlockGradients run_backward(
    const BlockOperands &operands, const BlockPlan &plan, const BlockKept &kept, bool owns_kept,
    const at::Tensor &y_gradient, const std::array<bool, operand_count> &wanted);

} // namespace ct
