// Attention compiled for one instruction set: see vectors.hpp for what must be defined.
#include "vectors.hpp"
#include "tiles.hpp"
#include "attention_packing.hpp"
#include "attention_kernel.hpp"
#include "attention_backward_kernel.hpp"

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
void attention_forward(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<Element> output, float *log_sums) {
    Forward<Element>(shape, query, key, value, output, log_sums).run();
}

template <class Element>
void attention_backward(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<const Element> output, Heads<const Element> output_gradient, const float *log_sums,
    Heads<Element> query_gradient, Heads<Element> key_gradient, Heads<Element> value_gradient) {
    Backward<Element>(
        shape, query, key, value, output, output_gradient, log_sums, query_gradient, key_gradient, value_gradient)
        .run();
}

#define CT_INSTANTIATE(Element)                                                                                        \
    template void attention_forward<Element>(                                                                          \
        const AttentionShape &, Heads<const Element>, Heads<const Element>, Heads<const Element>, Heads<Element>,      \
        float *);                                                                                                      \
    template void attention_backward<Element>(                                                                         \
        const AttentionShape &, Heads<const Element>, Heads<const Element>, Heads<const Element>, Heads<const Element>,\
        Heads<const Element>, const float *, Heads<Element>, Heads<Element>, Heads<Element>)

CT_INSTANTIATE(float);
CT_INSTANTIATE(Bfloat16);

#undef CT_INSTANTIATE

} // namespace ct::kernels::CT_INSTRUCTIONS
