// Tensors out of GGUF's quantized blocks.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// A new CPU tensor of float32, bfloat16 or float16 from the blocks of a GGUF file. `ggml_type` is the file's type
// number: F32 0, F16 1, BF16 30, Q4_0 2, Q4_1 3, Q5_0 6, Q5_1 7, Q8_0 8, Q2_K 10, Q3_K 11, Q4_K 12, Q5_K 13, Q6_K 14.
// byte_count must be exactly what the shape takes; `bytes` need not be aligned.
CT_CHECKED ct_status ct_dequantize_gguf(
    ct_out out, const void *_Nullable bytes, ct_int byte_count, uint32_t ggml_type, const ct_int *sizes, ct_int rank,
    ct_dtype dtype);

CT_END
