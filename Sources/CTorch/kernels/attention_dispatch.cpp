// Picks the instruction set that a call to attention runs with.
#include "attention.hpp"
#include "cpu.hpp"

namespace ct::kernels {

#define CT_DECLARE(instructions)                                                                                       \
    namespace instructions {                                                                                           \
    template <class Element>                                                                                           \
    void attention_forward(                                                                                            \
        const AttentionShape &, Heads<const Element>, Heads<const Element>, Heads<const Element>, Heads<Element>,      \
        float *);                                                                                                      \
    template <class Element>                                                                                           \
    void attention_backward(                                                                                           \
        const AttentionShape &, Heads<const Element>, Heads<const Element>, Heads<const Element>, Heads<const Element>,\
        Heads<const Element>, const float *, Heads<Element>, Heads<Element>, Heads<Element>);                          \
    }

CT_DECLARE(portable)
#if defined(__x86_64__)
CT_DECLARE(avx2)
CT_DECLARE(avx512)
CT_DECLARE(avx512_bf16)
#endif

template <class Element>
void attention_forward(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<Element> output, float *log_sums) {
    switch (instruction_set()) {
#if defined(__x86_64__)
    case InstructionSet::avx512_bf16:
        return avx512_bf16::attention_forward<Element>(shape, query, key, value, output, log_sums);
    case InstructionSet::avx512:
        return avx512::attention_forward<Element>(shape, query, key, value, output, log_sums);
    case InstructionSet::avx2: return avx2::attention_forward<Element>(shape, query, key, value, output, log_sums);
#endif
    default: return portable::attention_forward<Element>(shape, query, key, value, output, log_sums);
    }
}

template <class Element>
void attention_backward(
    const AttentionShape &shape, Heads<const Element> query, Heads<const Element> key, Heads<const Element> value,
    Heads<const Element> output, Heads<const Element> output_gradient, const float *log_sums,
    Heads<Element> query_gradient, Heads<Element> key_gradient, Heads<Element> value_gradient) {
    const auto run = [&](auto &&backward) {
        backward(
            shape, query, key, value, output, output_gradient, log_sums, query_gradient, key_gradient, value_gradient);
    };
    switch (instruction_set()) {
#if defined(__x86_64__)
    case InstructionSet::avx512_bf16: return run(avx512_bf16::attention_backward<Element>);
    case InstructionSet::avx512: return run(avx512::attention_backward<Element>);
    case InstructionSet::avx2: return run(avx2::attention_backward<Element>);
#endif
    default: return run(portable::attention_backward<Element>);
    }
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

} // namespace ct::kernels
