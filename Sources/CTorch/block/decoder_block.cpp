#include "decoder_block.hpp"

#include <torch/csrc/autograd/graph_task.h>

#include "../include/ct_block.h"
#include "../random.hpp"

using namespace ct;
using namespace ct::kernels;
using torch::autograd::AutogradContext;

namespace {

struct DecoderBlock : torch::autograd::Function<DecoderBlock> {
    static at::Tensor forward(
        AutogradContext *context, at::TensorList given, const c10::intrusive_ptr<BlockPlan> &plan) {
        const BlockOperands operands(given, *plan);
        const at::Tensor y = plan->result_like(given[0]);
        const BlockKept kept = forward(operands, *plan, y);
        variable_list saved = given.vec();
        const variable_list others = for_the_way_back(kept, *plan, given[0].size(-1)).list();
        saved.insert(saved.end(), others.begin(), others.end());
        context->save_for_backward(saved);
        context->saved_data["plan"] = c10::IValue::make_capsule(plan);
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients) {
        check_differentiated_once("decoderBlock");
        const variable_list saved = context->get_saved_variables();
        const auto capsule = context->saved_data["plan"].toCapsule();
        const auto &plan = static_cast<const BlockPlan &>(*capsule);
        const BlockOperands operands(saved, plan);
        const at::Tensor dy = gradients[0].contiguous().view({-1, gradients[0].size(-1)});
        BlockKept kept = BlockKept::of(saved.data() + saved.size() - BlockKept::count);
        if (plan.recomputes) kept = forward(operands, plan, /*y=*/{}, kept);
        std::array<bool, operand_count> wanted{};
        for (size_t i = 0; i < operand_count; i++) {
            wanted[i] = plan.positions[i] >= 0 && context->needs_input_grad(plan.positions[i]);
        }
        const bool is_last = !torch::autograd::get_current_graph_task_keep_graph();
        // Where an earlier way back ended in an error, what it overwrote is still there, but no longer what it was.
        TORCH_CHECK(context->saved_data.count("is_spent") == 0, "what was kept for the way back is used up");
        if (is_last && !plan.recomputes) context->saved_data["is_spent"] = true;
        const bool owns_kept = is_last || plan.recomputes;
        BlockGradients found;
        for_element(dy.scalar_type(), [&](auto *element) {
            found = run_backward<std::remove_pointer_t<decltype(element)>>(operands, plan, kept, owns_kept, dy, wanted);
        });
        variable_list result;
        for (size_t i = 0; i < operand_count; i++) {
            if (plan.positions[i] >= 0) result.push_back(found[i]);
        }
        result.emplace_back(); // of the plan
        return result;
    }

private:
    static BlockKept for_the_way_back(const BlockKept &all, const BlockPlan &plan, int64_t width) {
        if (!plan.recomputes) return all;
        return plan.keeps_attention(width) ? all.of_attention() : BlockKept();
    }

    static BlockKept forward(
        const BlockOperands &operands, const BlockPlan &plan, const at::Tensor &y, const BlockKept &known = {}) {
        BlockKept kept;
        const at::Tensor rows = y.defined() ? y.view({-1, y.size(-1)}) : y;
        for_element(operands.x().scalar_type(), [&](auto *element) {
            kept = run_forward<std::remove_pointer_t<decltype(element)>>(operands, plan, rows, known);
        });
        return kept;
    }
};

using AllOperands = std::array<at::Tensor, operand_count>;

void check_projection(const AllOperands &list, Place place, int64_t in, int64_t out, const ct_projection &given) {
    const at::Tensor &weight = list[BlockOperands::weight_index(place)], &bias = list[BlockOperands::bias_index(place)];
    const at::Tensor &down = list[BlockOperands::down_index(place)], &up = list[BlockOperands::up_index(place)];
    TORCH_CHECK(
        weight.dim() == 2 && weight.size(0) == out && weight.size(1) == in && suit_kernels({list[0], weight}),
        "projection ", int(place), " has a weight ", weight.sizes(), " ", weight.scalar_type(), ", but needs [", out,
        ", ", in, "] in the type of x");
    TORCH_CHECK(
        !bias.defined() || (bias.dim() == 1 && bias.size(0) == out && suit_kernels({list[0], bias})), "projection ",
        int(place), " has a bias that does not fit its weight");
    TORCH_CHECK(down.defined() == up.defined(), "projection ", int(place), " has half of an update");
    if (!down.defined()) return;
    TORCH_CHECK(
        down.dim() == 2 && up.dim() == 2 && down.size(0) > 0 && down.size(1) == in && up.size(0) == out &&
            down.size(0) == up.size(1) && suit_kernels({down, up}) && down.scalar_type() == at::kFloat,
        "projection ", int(place), " has an update of ", down.sizes(), " and ", up.sizes(),
        " that does not fit its weight or is not float32");
    TORCH_CHECK(
        given.dropout >= 0 && given.dropout < 1, "the dropout must be in 0 ..< 1, but is ", given.dropout);
}

void check(const AllOperands &list, const ct_decoder_block &block, const BlockPlan &plan) {
    const at::Tensor &x = list[0];
    TORCH_CHECK(x.dim() >= 1 && x.numel() > 0, "x must be [..., width], but is ", x.sizes());
    const int64_t width = x.size(-1), tokens = x.numel() / width, head = plan.head_width;
    for (const size_t norm : {BlockOperands::attention_norm_index, BlockOperands::feed_forward_norm_index}) {
        TORCH_CHECK(
            list[norm].dim() == 1 && list[norm].size(0) == width && suit_kernels({x, list[norm]}),
            "a norm's weight is ", list[norm].sizes(), ", but x is ", x.sizes(), " ", x.scalar_type());
    }
    const auto rows_of = [&](Place place) {
        const at::Tensor &weight = list[BlockOperands::weight_index(place)];
        return weight.dim() == 2 ? weight.size(0) : 0;
    };
    const at::Tensor &query_norm = list[BlockOperands::query_norm_index];
    const at::Tensor &key_norm = list[BlockOperands::key_norm_index];
    TORCH_CHECK(query_norm.defined() == key_norm.defined(), "a block has norms of queries and of keys or none of both");
    for (const at::Tensor &norm : {query_norm, key_norm}) {
        TORCH_CHECK(
            !norm.defined() || (norm.dim() == 1 && norm.size(0) == head && suit_kernels({x, norm})),
            "the norm of queries or keys has a weight ", norm.sizes(), ", but needs [", head, "] in the type of x");
    }
    const int64_t queries = rows_of(query), keys = rows_of(key), inner = rows_of(gate);
    TORCH_CHECK(
        head > 0 && head % 2 == 0 && keys > 0 && queries % head == 0 && keys % head == 0 && queries % keys == 0,
        "queries of width ", queries, " and keys of width ", keys, " do not fit heads of width ", head);
    check_projection(list, query, width, queries, block.query);
    check_projection(list, key, width, keys, block.key);
    check_projection(list, value, width, keys, block.value);
    check_projection(list, output, queries, width, block.output);
    check_projection(list, gate, width, inner, block.gate);
    check_projection(list, up, width, inner, block.up);
    check_projection(list, down, inner, width, block.down);
    if (plan.chosen.defined()) {
        TORCH_CHECK(
            plan.chosen.dim() == 1 && plan.chosen.numel() > 0 && plan.chosen.scalar_type() == at::kLong &&
                plan.chosen.is_cpu(),
            "the chosen tokens must be some numbers in int64 on the CPU, but are ", plan.chosen.sizes(), " ",
            plan.chosen.scalar_type());
        int64_t last = -1;
        for (const int64_t token : at::IntArrayRef(plan.chosen.const_data_ptr<int64_t>(), plan.chosen.numel())) {
            TORCH_CHECK_INDEX(
                token > last && token < tokens, "token ", token, " is chosen after ", last, " of ", tokens, " tokens");
            last = token;
        }
    }
    for (const at::Tensor &angles : {plan.cosines, plan.sines}) {
        TORCH_CHECK(
            angles.numel() == tokens * head / 2 && suit_kernels({x, angles}) && !angles.requires_grad(),
            "angles ", angles.sizes(), " do not fit ", tokens, " tokens with heads of width ", head);
    }
}

// Without gradients, since the cache is written in place.
at::Tensor run_with_cache(const AllOperands &list, const BlockPlan &plan, const ct_block_cache &given) {
    const at::Tensor &x = list[0];
    const BlockCache cache{get(given.keys), get(given.values), given.length};
    const int64_t width = list[BlockOperands::weight_index(key)].size(0);
    for (const at::Tensor &store : {cache.keys, cache.values}) {
        TORCH_CHECK(
            store.dim() == 4 && store.size(0) > 0 && store.size(3) == plan.head_width &&
                store.size(2) * store.size(3) == width && suit_kernels({x, store}) && store.is_contiguous(),
            "a cache of ", store.sizes(), " ", store.scalar_type(), " does not fit keys of width ", width);
        const int64_t tokens = x.numel() / x.size(-1), length = tokens / store.size(0);
        TORCH_CHECK(
            tokens % store.size(0) == 0 && cache.length >= 0 && cache.length + length <= store.size(1), "a cache of ",
            store.sizes(), " that holds ", cache.length, " tokens has no room for x ", x.sizes());
    }
    TORCH_CHECK(cache.keys.sizes() == cache.values.sizes(), "keys and values of the cache differ in shape");
    for (const at::Tensor &tensor : list) {
        TORCH_CHECK(
            !at::GradMode::is_enabled() || !tensor.defined() || !tensor.requires_grad(),
            "a block that uses a cache has no gradients");
    }
    const at::Tensor y = plan.result_like(x);
    BlockOperands operands(list);
    for_element(x.scalar_type(), [&](auto *element) {
        run_forward<std::remove_pointer_t<decltype(element)>>(
            operands, plan, y.view({-1, y.size(-1)}), /*known=*/{}, &cache);
    });
    return y;
}

} // namespace

ct_status ct_run_decoder_block(
    ct_out out, const ct_tensor *x, const ct_decoder_block *block, const ct_tensor *cosines, const ct_tensor *sines,
    const ct_int *starts, const ct_int *lengths, ct_int count, ct_int window, double scale, bool recomputes,
    const ct_tensor *chosen, const ct_block_cache *cache) {
    return guard("decoderBlock", [&] {
        const auto plan = c10::make_intrusive<BlockPlan>(
            Layout(window, scale), block->head_width, block->eps, recomputes);
        const ct_projection *const given[places] = {&block->query, &block->key, &block->value, &block->output,
                                                    &block->gate,  &block->up,  &block->down};
        AllOperands list{get(x), get(block->attention_norm), get(block->feed_forward_norm)};
        const auto put = [&](size_t index, const ct_tensor *handle) {
            if (handle != nullptr) list[index] = get(handle);
        };
        put(BlockOperands::query_norm_index, block->query_norm);
        put(BlockOperands::key_norm_index, block->key_norm);
        for (int place = 0; place < places; place++) {
            put(BlockOperands::weight_index(place), given[place]->weight);
            put(BlockOperands::bias_index(place), given[place]->bias);
            put(BlockOperands::down_index(place), given[place]->down);
            put(BlockOperands::up_index(place), given[place]->up);
        }
        plan->cosines = get(cosines).contiguous();
        plan->sines = get(sines).contiguous();
        if (block->packed != nullptr) plan->packed = block->packed->value;
        if (chosen != nullptr) plan->chosen = get(chosen).contiguous();
        check(list, *block, *plan);
        plan->layout.read(starts, lengths, count, get(x).numel() / get(x).size(-1));
        for (int place = 0; place < places; place++) {
            if (given[place]->down == nullptr) continue;
            // In the order in which the projections would draw if they ran one by one.
            const double dropout = given[place]->dropout;
            plan->updates[place] = {given[place]->scale, dropout, dropout > 0 ? drawn_seed() : 0};
        }
        if (cache != nullptr) return give(out, run_with_cache(list, *plan, *cache));
        variable_list present;
        for (size_t i = 0; i < operand_count; i++) {
            plan->positions[i] = list[i].defined() ? static_cast<int>(present.size()) : -1;
            if (list[i].defined()) present.push_back(list[i]);
        }
        give(out, DecoderBlock::apply(at::TensorList(present), plan));
    });
}

ct_status ct_decoder_block_bytes_kept(ct_int *bytes, const ct_tensor *y) {
    return guard("decoderBlock bytes kept", [&] {
        *bytes = 0;
        const auto *node = dynamic_cast<torch::autograd::CppNode<DecoderBlock> *>(get(y).grad_fn().get());
        if (node == nullptr) return;
        const variable_list saved = node->ctx_.get_saved_variables();
        *bytes += static_cast<ct_int>(saved[BlockOperands::x_index].nbytes());
        for (size_t i = saved.size() - BlockKept::count; i < saved.size(); i++) {
            if (saved[i].defined()) *bytes += static_cast<ct_int>(saved[i].nbytes());
        }
    });
}
