// New tensors: constants, ranges, random numbers, copies of memory, borrowed memory.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_empty(ct_out out, const ct_int *sizes, ct_int rank, ct_dtype dtype, ct_device device);
CT_CHECKED ct_status ct_full(
    ct_out out, const ct_int *sizes, ct_int rank, double value, ct_dtype dtype, ct_device device);
CT_CHECKED ct_status ct_randn(ct_out out, const ct_int *sizes, ct_int rank, ct_dtype dtype, ct_device device);
CT_CHECKED ct_status ct_uniform(
    ct_out out, const ct_int *sizes, ct_int rank, double low, double high, ct_dtype dtype, ct_device device);
CT_CHECKED ct_status ct_empty_like(ct_out out, const ct_tensor *a, ct_dtype dtype);
CT_CHECKED ct_status ct_full_like(ct_out out, const ct_tensor *a, double value, ct_dtype dtype);
CT_CHECKED ct_status ct_arange(ct_out out, ct_int start, ct_int end, ct_int step, ct_device device); // int64
CT_CHECKED ct_status ct_eye(ct_out out, ct_int n, ct_dtype dtype, ct_device device);

// Copies byte_count bytes, which must be exactly what the shape takes.
CT_CHECKED ct_status ct_from_bytes(
    ct_out out, const void *_Nullable bytes, ct_int byte_count, const ct_int *sizes, ct_int rank, ct_dtype dtype,
    ct_device device);

// Uses the bytes where they are, on the CPU, for reading only; `release(owner)` is called once, when the last tensor
// over them is gone, on whichever thread that happens, or before returning when the call fails.
CT_CHECKED ct_status ct_from_borrowed(
    ct_out out, const void *bytes, ct_int byte_count, void *owner, void (*release)(void *owner), const ct_int *sizes,
    ct_int rank, ct_dtype dtype);

CT_END
