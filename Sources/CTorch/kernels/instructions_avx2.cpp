// The kernels for processors with avx2 instructions.
#include "includes.hpp"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CT_INSTRUCTIONS avx2
#define CT_LANES 8
#define CT_BF16_DOT 0
#include "instance.hpp"
#pragma clang attribute pop

#endif
