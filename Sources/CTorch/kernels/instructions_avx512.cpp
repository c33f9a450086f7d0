// The kernels for processors with avx512 instructions.
#include "includes.hpp"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define CT_INSTRUCTIONS avx512
#define CT_LANES 16
#define CT_BF16_DOT 0
#include "instance.hpp"
#pragma clang attribute pop

#endif
