#include "decoder_block.hpp"

using namespace ct::kernels;

namespace ct {

namespace {

template <class Element>
class Forward {
public:
    Forward(const BlockOperands &operands, const BlockPlan &plan, const BlockKept &known, const BlockCache *cache)
        : operands(operands), plan(plan), cache(cache), x(operands.x()), tokens(x.size(0)), rows(tokens), kept(known) {}

    BlockKept run(const at::Tensor &y) {
        const at::Tensor normal = inner(Temporary::normal, x.size(1));
        kept.attention_inverses = norm(x, operands.attention_norm(), normal);
        kept.qkv = empty(operands.out(query) + operands.out(key) + operands.out(value));
        {
            BlockProduct<Element> product = times_weights({query, key, value}, normal);
            product.gemm.epilogue.output = writing_rows<Element>(kept.qkv);
            run(product);
        }
        const bool attends = !kept.attended.defined(), has_head_norms = operands.has_head_norms();
        turned = kept.qkv;
        if (has_head_norms && attends) {
            // Made again on the way back, which needs them as they were before.
            turned = inner(Temporary::turned, operands.out(query) + operands.out(key));
            norm_heads<Element>(kept.qkv, operands, plan, turned);
        }
        if (attends || !has_head_norms) turn_heads<Element>(turned, operands, plan, 1);
        if (cache != nullptr) store(*cache);
        // Without a past, all is as without a cache.
        if (cache != nullptr && cache->length > 0) {
            attend_to(*cache);
        } else if (attends) {
            attend();
        }

        const at::Tensor attended = plan.choose(kept.attended), residual = plan.choose(x);
        rows = attended.size(0);
        kept.middle = empty(x.size(1));
        add_to(residual, output, attended, kept.middle);
        const at::Tensor second = inner(Temporary::normal, x.size(1));
        kept.feed_forward_inverses = norm(kept.middle, operands.feed_forward_norm(), second);
        kept.gated = empty(2 * operands.out(up));
        // Without y, an update of the last projection is all that still needs this.
        const bool needs_active = y.defined() || operands.has_update(down);
        const at::Tensor active = needs_active ? inner(Temporary::active, operands.out(up)) : at::Tensor();
        {
            BlockProduct<Element> product = times_weights({gate, up}, second);
            Epilogue<Element> &epilogue = product.gemm.epilogue;
            epilogue.gate = writing_rows<Element>(kept.gate());
            epilogue.up = writing_rows<Element>(kept.up());
            if (needs_active) epilogue.output = writing_rows<Element>(active);
            run(product);
        }
        if (y.defined()) {
            add_to(kept.middle, down, active, y);
        } else if (needs_active) {
            update(down, active, /*first_column=*/0);
        }
        return kept;
    }

private:
    const BlockOperands &operands;
    const BlockPlan &plan;
    const BlockCache *const cache;
    const at::Tensor x;
    const int64_t tokens;
    int64_t rows; // that are computed: all tokens as far as attention, the chosen ones after it
    BlockKept kept;
    at::Tensor turned; // queries and keys

    at::Tensor empty(int64_t width) const { return at::empty({rows, width}, x.options()); }

    // What ends with the block. A long prompt's would be of no use to the tokens that follow it.
    at::Tensor inner(Temporary which, int64_t width) const {
        return cache == nullptr ? temporary(which, rows, width, x.options()) : empty(width);
    }

    void run(BlockProduct<Element> &product) const { product.run(operands, plan, "linear"); }

    at::Tensor norm(const at::Tensor &from, const at::Tensor &weight, const at::Tensor &to) const {
        const Recorded recorded("rmsNorm");
        const at::Tensor inverses = at::empty({rows}, x.options().dtype(at::kFloat));
        in_use<Element>().rms_norm(
            reading<Element>(from), /*added=*/{}, numbers<Element>(weight), rows, /*heads=*/1, from.size(1),
            static_cast<float>(plan.eps), writing<Element>(to), writable_numbers<float>(inverses));
        return inverses;
    }

    // The product of `input` with the matrices of these places side by side, with their biases and updates.
    BlockProduct<Element> times_weights(std::initializer_list<Place> which, const at::Tensor &input) {
        BlockProduct<Element> product{{rows, 0, input.size(1)}, which};
        product.gemm.left = reading_rows<Element>(input);
        product.gemm.right = stacked<Element>(operands, which);
        product.gemm.right_is_transposed = true;
        bool has_bias = false;
        for (const Place place : which) {
            if (operands.has_update(place)) product.updates.push_back(update(place, input, product.gemm.columns));
            has_bias = add_bias(place, product.bias) || has_bias;
            product.gemm.columns += operands.out(place);
        }
        if (!has_bias) product.bias.clear();
        return product;
    }

    LowRankUpdate update(Place place, const at::Tensor &input, int64_t first_column) {
        const LoRAShape shape = update_shape(operands, plan, place, rows);
        at::Tensor &reduced = kept.reduced[place];
        const Recorded recorded("lora");
        reduced = at::empty({rows, shape.rank}, x.options().dtype(at::kFloat));
        in_use<Element>().lora_reduce(
            shape, reading_rows<Element>(input), numbers<float>(operands.down_matrix(place)),
            writable_numbers<float>(reduced));
        return {
            numbers<float>(reduced), numbers<float>(operands.up_matrix(place)), shape.rank, /*right_rank_stride=*/1,
            /*right_column_stride=*/shape.rank, first_column, shape.out, shape.scale, /*dropout=*/0, /*seed=*/0};
    }

    // Whether the place has one.
    bool add_bias(Place place, std::vector<float> &bias) const {
        const at::Tensor &numbers = operands.bias(place);
        if (!numbers.defined()) {
            bias.resize(bias.size() + operands.out(place), 0.0f);
            return false;
        }
        const at::Tensor wide = numbers.to(at::kFloat);
        bias.insert(bias.end(), wide.const_data_ptr<float>(), wide.const_data_ptr<float>() + wide.numel());
        return true;
    }

    at::Tensor heads(Place place) const {
        return heads_of(place == value ? kept.qkv : turned, operands, plan, place);
    }

    void attend() {
        const Recorded recorded("documentAttention");
        const at::Tensor q = heads(query), k = heads(key), v = heads(value);
        const at::Tensor output = result_like(q, plan.layout);
        kept.log_sums = at::empty({q.size(1), tokens}, x.options().dtype(at::kFloat));
        in_use<Element>().attention(
            shape_of(q, k, plan.layout), reading<Element>(q), reading<Element>(k), reading<Element>(v),
            writing<Element>(output), writable_numbers<float>(kept.log_sums));
        kept.attended = output.view({tokens, -1});
    }

    // Keys and values of the new tokens go behind those of the old ones.
    void store(const BlockCache &to) const {
        const int64_t length = tokens / to.rows();
        const auto copy = [&](Place place, const at::Tensor &all) {
            const at::Tensor from = heads(place);
            const int64_t width = operands.out(place);
            for (int64_t token = 0; token < tokens; token++) {
                const Element *first = numbers<Element>(from) + token * from.stride(0);
                const int64_t at = token / length * all.stride(0) + (to.length + token % length) * all.stride(1);
                std::copy(first, first + width, writable_numbers<Element>(all) + at);
            }
        };
        copy(key, to.keys);
        copy(value, to.values);
    }

    void attend_to(const BlockCache &past) {
        const at::Tensor queries = heads(query);
        kept.attended = empty(operands.out(query));
        in_use<Element>().cached_attention(
            shape_of(queries, past.keys, past.length + tokens / past.rows(), plan.layout), reading<Element>(queries),
            reading_rows_of_heads<Element>(past.keys), reading_rows_of_heads<Element>(past.values),
            {writable_numbers<Element>(kept.attended), kept.attended.stride(0)});
    }

    // to = residual + the product of `input` with the matrix of a place.
    void add_to(const at::Tensor &residual, Place place, const at::Tensor &input, const at::Tensor &to) {
        BlockProduct<Element> product = times_weights({place}, input);
        product.gemm.epilogue.residual = reading_rows<Element>(residual);
        product.gemm.epilogue.output = writing_rows<Element>(to);
        run(product);
    }
};

} // namespace

template <class Element>
BlockKept run_forward(
    const BlockOperands &operands, const BlockPlan &plan, const at::Tensor &y, const BlockKept &known,
    const BlockCache *cache) {
    return Forward<Element>(operands, plan, known, cache).run(y);
}

template BlockKept run_forward<float>(
    const BlockOperands &, const BlockPlan &, const at::Tensor &, const BlockKept &, const BlockCache *);
template BlockKept run_forward<Bfloat16>(
    const BlockOperands &, const BlockPlan &, const at::Tensor &, const BlockKept &, const BlockCache *);

} // namespace ct
