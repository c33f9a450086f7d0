// All kernels compiled for one instruction set: see vectors.hpp for what must be defined.
#include "vectors.hpp"
#include "tiles.hpp"
#include "adamw_kernel.hpp"
#include "squares_kernel.hpp"
#include "embedding_kernel.hpp"
#include "dropout.hpp"
#include "attention_packing.hpp"
#include "attention_kernel.hpp"
#include "attention_backward_kernel.hpp"
#include "rms_norm_kernel.hpp"
#include "lora_kernel.hpp"
#include "rotary_kernel.hpp"
#include "swiglu_kernel.hpp"
#include "gemm_packing.hpp"
#include "gemm_tile.hpp"
#include "gemm_epilogue.hpp"
#include "gemm_dots.hpp"
#include "cached_attention_kernel.hpp"
#include "gemm_kernel.hpp"
#include "cross_entropy_kernel.hpp"

namespace ct::kernels::CT_INSTRUCTIONS {

template <class Element>
const Kernels<Element> &table() {
    static constexpr Kernels<Element> all{
        .attention = attention<Element>,
        .attention_backward = attention_backward<Element>,
        .cached_attention = cached_attention<Element>,
        .rms_norm = rms_norm<Element>,
        .rms_norm_backward = rms_norm_backward<Element>,
        .swiglu = swiglu<Element>,
        .swiglu_backward = swiglu_backward<Element>,
        .rotate = rotate<Element>,
        .lora_reduce = lora_reduce<Element>,
        .lora = lora<Element>,
        .lora_backward = lora_backward<Element>,
        .gemm = gemm<Element>,
        .packed_number_bytes = sizeof(WordOf<Element>) / pack<WordOf<Element>>,
        .packed_bytes = packed_bytes<Element>,
        .pack_right = pack_right<Element>,
        .cross_entropy = cross_entropy<Element>,
        .embedding_backward = embedding_backward<Element>,
        .squares = squares<Element>,
        .adamw = adamw<Element, float>,
        .adamw_bfloat16_states = adamw<Element, Bfloat16>,
    };
    return all;
}

template const Kernels<float> &table<float>();
template const Kernels<Bfloat16> &table<Bfloat16>();

} // namespace ct::kernels::CT_INSTRUCTIONS
