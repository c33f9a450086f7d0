// Process-wide state: random numbers, threads, versions, CUDA.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// Seeds the CPU generator, and the CUDA generators if CUDA is loaded.
CT_CHECKED ct_status ct_seed(uint64_t seed);
CT_CHECKED ct_status ct_generator_state(ct_out out, ct_device device); // uint8 [N]
CT_CHECKED ct_status ct_set_generator_state(const ct_tensor *state, ct_device device);

ct_int ct_num_threads(void);
CT_CHECKED ct_status ct_set_num_threads(ct_int count);

// Keeps freed memory for what is allocated next, instead of giving it back to the system.
void ct_keep_freed_memory(void);

const char *ct_version(void);

// Loads libtorch_cuda.so from beside libtorch_cpu.so, once; an error says why CUDA cannot be used.
CT_CHECKED ct_status ct_load_cuda(void);
CT_CHECKED ct_status ct_cuda_device_count(ct_int *out);

CT_END
