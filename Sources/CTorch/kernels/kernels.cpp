// Picks the kernels of the instruction set in use.
#include "kernels.hpp"

#include "cpu.hpp"

namespace ct::kernels {

#define CT_DECLARE(instructions)                                                                                       \
    namespace instructions {                                                                                           \
    template <class Element>                                                                                           \
    const Kernels<Element> &table();                                                                                   \
    }

CT_DECLARE(portable)
#if defined(__x86_64__)
CT_DECLARE(avx2)
CT_DECLARE(avx512)
CT_DECLARE(avx512_bf16)
#endif

template <class Element>
const Kernels<Element> &in_use() {
    switch (instruction_set()) {
#if defined(__x86_64__)
    case InstructionSet::avx512_bf16: return avx512_bf16::table<Element>();
    case InstructionSet::avx512: return avx512::table<Element>();
    case InstructionSet::avx2: return avx2::table<Element>();
#endif
    default: return portable::table<Element>();
    }
}

template const Kernels<float> &in_use<float>();
template const Kernels<Bfloat16> &in_use<Bfloat16>();

} // namespace ct::kernels
