#include <ATen/ops/index_copy.h>
#include <ATen/ops/sum.h>
#include <ATen/ops/zeros.h>

#include "decoder_block.hpp"

using namespace ct::kernels;

namespace ct {

namespace {

template <class Element>
class Backward {
public:
    Backward(
        const BlockOperands &operands, const BlockPlan &plan, const BlockKept &kept, bool owns_kept,
        const std::array<bool, operand_count> &wanted)
        : operands(operands), plan(plan), kept(kept), owns_kept(owns_kept), wanted(wanted), x(operands.x()),
          tokens(x.size(0)), rows(kept.middle.size(0)) {}

    BlockGradients run(const at::Tensor &dy) {
        const at::Tensor dmiddle = feed_forward(dy);
        attention(dmiddle);
        return gradients;
    }

private:
    const BlockOperands &operands;
    const BlockPlan &plan;
    const BlockKept &kept;
    const bool owns_kept;
    const std::array<bool, operand_count> &wanted;
    const at::Tensor x;
    const int64_t tokens, rows; // rows: tokens that were chosen
    BlockGradients gradients;
    // Of each update, the gradient of `reduced` [T, r].
    std::array<at::Tensor, places> reduced_gradients;

    void run(BlockProduct<Element> &product) const { product.run(operands, plan, "linear backward"); }

    // The input of the last product, made again.
    at::Tensor active() const {
        const Recorded recorded("swiGLU");
        const at::Tensor gate = kept.gate(), up = kept.up();
        const at::Tensor active = temporary(Temporary::active, rows, up.size(1), x.options());
        in_use<Element>().swiglu(
            reading_rows<Element>(gate), reading_rows<Element>(up), rows, up.size(1),
            writable_numbers<Element>(active));
        return active;
    }

    // The gradient of the block's middle.
    at::Tensor feed_forward(const at::Tensor &dy) {
        const int64_t inner = operands.out(gate);
        projection(down, needs_input(down) ? active() : at::Tensor(), dy);
        // Where nothing will ask for them again, gate and up become their own gradients: memory that is read anyway.
        const at::Tensor dgated =
            owns_kept ? kept.gated : temporary(Temporary::gated_gradient, rows, 2 * inner, x.options());
        const at::Tensor dgate = dgated.narrow(1, 0, inner), dup = dgated.narrow(1, inner, inner);
        BlockProduct<Element> product = through_weights({down}, dy);
        Epilogue<Element> &epilogue = product.gemm.epilogue;
        epilogue.gate_of_gradient = reading_rows<Element>(kept.gate());
        epilogue.up_of_gradient = reading_rows<Element>(kept.up());
        epilogue.gate_gradient = writing_rows<Element>(dgate);
        epilogue.up_gradient = writing_rows<Element>(dup);
        run(product);

        const at::Tensor &weight = operands.feed_forward_norm(), &inverses = kept.feed_forward_inverses;
        const at::Tensor normal =
            needs_input(gate) || needs_input(up) ? norm(kept.middle, weight) : at::Tensor();
        projection(gate, normal, dgate);
        projection(up, normal, dup);
        const at::Tensor dmiddle = temporary(Temporary::middle_gradient, rows, x.size(1), x.options());
        norm_backward(
            kept.middle, weight, inverses, input_gradient({gate, up}, dgated), dy,
            BlockOperands::feed_forward_norm_index, dmiddle);
        return dmiddle;
    }

    void attention(const at::Tensor &dmiddle) {
        projection(output, needs_input(output) ? plan.choose(kept.attended) : at::Tensor(), dmiddle);
        at::Tensor turned = kept.qkv;
        std::array<at::Tensor, 2> inverses;
        if (operands.has_head_norms()) {
            const int64_t width = operands.out(query) + operands.out(key);
            turned = temporary(Temporary::turned, tokens, width, x.options());
            inverses = norm_heads<Element>(kept.qkv, operands, plan, turned);
            turn_heads<Element>(turned, operands, plan, 1);
        }
        const at::Tensor dqkv = attend_backward(turned, of_all_tokens(input_gradient({output}, dmiddle)));
        turn_heads<Element>(dqkv, operands, plan, -1);
        if (operands.has_head_norms()) {
            for (const Place place : {query, key}) {
                const size_t index = BlockOperands::head_norm_index(place);
                const at::Tensor gradient = heads_of(dqkv, operands, plan, place);
                norm_backward(
                    heads_of(kept.qkv, operands, plan, place), operands.list[index], inverses[place], gradient,
                    /*residual=*/{}, index, gradient);
            }
        }

        const bool needs_normal = needs_input(query) || needs_input(key) || needs_input(value);
        const at::Tensor normal = needs_normal ? norm(x, operands.attention_norm()) : at::Tensor();
        for (const Place place : {query, key, value}) {
            projection(place, normal, heads_of(dqkv, operands, plan, place).flatten(1));
        }
        const bool needs_x = wanted[BlockOperands::x_index];
        if (!needs_x && !wanted[BlockOperands::attention_norm_index]) return;
        const at::Tensor dx = at::empty(x.sizes(), x.options());
        norm_backward(
            x, operands.attention_norm(), kept.attention_inverses, input_gradient({query, key, value}, dqkv),
            of_all_tokens(dmiddle), BlockOperands::attention_norm_index, dx);
        if (needs_x) gradients[BlockOperands::x_index] = dx.view(operands.list[BlockOperands::x_index].sizes());
    }

    // With zeros for the tokens that were not chosen.
    at::Tensor of_all_tokens(const at::Tensor &gradient) const {
        if (!plan.chosen.defined()) return gradient;
        return at::zeros({tokens, gradient.size(1)}, gradient.options()).index_copy_(0, plan.chosen, gradient);
    }

    // The gradients of turned queries, turned keys and values, side by side, from that of what was attended to.
    at::Tensor attend_backward(const at::Tensor &turned, const at::Tensor &dattended) const {
        const Recorded recorded("documentAttention backward");
        const at::Tensor dqkv = temporary(Temporary::qkv_gradient, tokens, kept.qkv.size(1), x.options());
        if (plan.layout.covered() < tokens) dqkv.zero_();
        const auto heads = [&](Place place) {
            return heads_of(place == value ? kept.qkv : turned, operands, plan, place);
        };
        const auto read = [&](Place place) { return reading<Element>(heads(place)); };
        const auto write = [&](Place place) { return writing<Element>(heads_of(dqkv, operands, plan, place)); };
        in_use<Element>().attention_backward(
            shape_of(heads(query), heads(key), plan.layout), read(query), read(key), read(value),
            {numbers<Element>(kept.attended), kept.attended.stride(0)},
            {numbers<Element>(dattended), dattended.stride(0)}, numbers<float>(kept.log_sums), write(query),
            write(key), write(value));
        return dqkv;
    }

    // Whether the gradients of a place's matrices take its input.
    bool needs_input(Place place) const {
        return operands.has_update(place) || wanted[BlockOperands::weight_index(place)];
    }

    // The gradients of what belongs to a place, from those of its output [T, out].
    void projection(Place place, const at::Tensor &input, const at::Tensor &dy) {
        if (wanted[BlockOperands::weight_index(place)]) {
            const at::Tensor gradient = at::empty(operands.weight(place).sizes(), dy.options());
            Gemm<Element> gemm = ct::product<Element>({dy, true}, {input});
            gemm.epilogue.output = writing_rows<Element>(gradient);
            const Recorded recorded("linear backward");
            in_use<Element>().gemm(gemm);
            gradients[BlockOperands::weight_index(place)] = gradient;
        }
        if (wanted[BlockOperands::bias_index(place)]) {
            gradients[BlockOperands::bias_index(place)] =
                at::sum(dy, at::IntArrayRef(int64_t(0)), /*keepdim=*/false, at::kFloat).to(dy.scalar_type());
        }
        if (operands.has_update(place)) update(place, input, dy);
    }

    void update(Place place, const at::Tensor &input, const at::Tensor &dy) {
        const Recorded recorded("lora backward");
        const at::Tensor &down_matrix = operands.down_matrix(place), &up_matrix = operands.up_matrix(place);
        const LoRAShape shape = update_shape(operands, plan, place, dy.size(0));
        reduced_gradients[place] = at::empty_like(kept.reduced[place]);
        const at::Tensor ddown = at::empty_like(down_matrix), dup = at::empty_like(up_matrix);
        in_use<Element>().lora_backward(
            shape, reading_rows<Element>(input), numbers<float>(down_matrix), numbers<float>(up_matrix),
            numbers<float>(kept.reduced[place]), reading_rows<Element>(dy), /*x_gradient=*/nullptr,
            writable_numbers<float>(reduced_gradients[place]), writable_numbers<float>(ddown),
            writable_numbers<float>(dup));
        if (wanted[BlockOperands::down_index(place)]) gradients[BlockOperands::down_index(place)] = ddown;
        if (wanted[BlockOperands::up_index(place)]) gradients[BlockOperands::up_index(place)] = dup;
    }

    // The product of gradients with the matrices of places that share an input, and with their updates.
    BlockProduct<Element> through_weights(std::initializer_list<Place> which, const at::Tensor &dy) const {
        BlockProduct<Element> product{{dy.size(0), operands.in(*which.begin()), dy.size(1)}, which};
        product.gemm.left = reading_rows<Element>(dy);
        product.gemm.right = stacked<Element>(operands, which);
        for (const Place place : which) {
            if (!operands.has_update(place)) continue;
            const at::Tensor &matrix = operands.down_matrix(place);
            const BlockPlan::Update &update = plan.updates[place];
            product.updates.push_back(
                {numbers<float>(reduced_gradients[place]), numbers<float>(matrix), matrix.size(0),
                 /*right_rank_stride=*/matrix.size(1), /*right_column_stride=*/1, /*first_column=*/0, matrix.size(1),
                 /*factor=*/1, update.dropout, static_cast<uint64_t>(update.seed)});
        }
        return product;
    }

    // The gradient of the input of some places from that of their outputs side by side. Lost with the next call.
    at::Tensor input_gradient(std::initializer_list<Place> which, const at::Tensor &dy) const {
        BlockProduct<Element> product = through_weights(which, dy);
        const at::Tensor result = temporary(Temporary::input_gradient, dy.size(0), product.gemm.columns, x.options());
        product.gemm.epilogue.output = writing_rows<Element>(result);
        run(product);
        return result;
    }

    at::Tensor norm(const at::Tensor &from, const at::Tensor &weight) const {
        const Recorded recorded("rmsNorm");
        const at::Tensor to = temporary(Temporary::normal, from.size(0), from.size(1), from.options());
        const at::Tensor inverses = at::empty({from.size(0)}, x.options().dtype(at::kFloat));
        in_use<Element>().rms_norm(
            reading<Element>(from), /*added=*/{}, numbers<Element>(weight), from.size(0), /*heads=*/1, from.size(1),
            static_cast<float>(plan.eps), writing<Element>(to), writable_numbers<float>(inverses));
        return to;
    }

    // The gradient of what was normalized, rows or heads, into `dx`: what comes through the norm and what passes by it.
    void norm_backward(
        const at::Tensor &from, const at::Tensor &weight, const at::Tensor &inverses, const at::Tensor &dy,
        const at::Tensor &residual, size_t index, const at::Tensor &dx) {
        const Recorded recorded("rmsNorm backward");
        at::Tensor dweight;
        if (wanted[index]) dweight = at::empty(weight.sizes(), x.options().dtype(at::kFloat));
        const auto passing = residual.defined() ? reading<Element>(residual) : Heads<const Element>{};
        in_use<Element>().rms_norm_backward(
            reading<Element>(from), numbers<Element>(weight), numbers<float>(inverses), reading<Element>(dy), passing,
            from.size(0), /*heads=*/from.dim() == 3 ? from.size(1) : 1, from.size(-1), writing<Element>(dx),
            dweight.defined() ? writable_numbers<float>(dweight) : nullptr);
        if (dweight.defined()) gradients[index] = dweight.to(weight.scalar_type());
    }
};

} // namespace

template <class Element>
BlockGradients run_backward(
    const BlockOperands &operands, const BlockPlan &plan, const BlockKept &kept, bool owns_kept,
    const at::Tensor &y_gradient, const std::array<bool, operand_count> &wanted) {
    return Backward<Element>(operands, plan, kept, owns_kept, wanted).run(y_gradient);
}

template BlockGradients run_backward<float>(
    const BlockOperands &, const BlockPlan &, const BlockKept &, bool, const at::Tensor &,
    const std::array<bool, operand_count> &);
template BlockGradients run_backward<Bfloat16>(
    const BlockOperands &, const BlockPlan &, const BlockKept &, bool, const at::Tensor &,
    const std::array<bool, operand_count> &);

} // namespace ct
