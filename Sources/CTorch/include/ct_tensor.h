// The tensor handle: ownership, properties, bytes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ct_error.h"

CT_BEGIN

// Owned by whoever received it; one ct_tensor_free per handle. Several handles may share one storage.
typedef struct ct_tensor ct_tensor;

// An integer of pointer width, so that Swift's Int and [Int] pass without conversion.
typedef intptr_t ct_int;

// Where a call puts the handle it makes. Untouched when the call fails.
typedef ct_tensor *_Nullable *_Nonnull ct_out;

// A list of borrowed handles; the caller keeps their owners alive for the call.
typedef const ct_tensor *_Nonnull const *_Nonnull ct_list;
// As above, where entries may be null.
typedef const ct_tensor *_Nullable const *_Nonnull ct_optional_list;

// Values of c10::ScalarType.
typedef int32_t ct_dtype;

enum {
    CT_UINT8 = 0,
    CT_INT8 = 1,
    CT_INT16 = 2,
    CT_INT32 = 3,
    CT_INT64 = 4,
    CT_FLOAT16 = 5,
    CT_FLOAT32 = 6,
    CT_FLOAT64 = 7,
    CT_BOOL = 11,
    CT_BFLOAT16 = 15
};

// -1 is the CPU, N >= 0 is CUDA device N.
typedef int32_t ct_device;

void ct_tensor_free(ct_tensor *_Nullable tensor);

// Handles alive in the process, and made minus freed on the calling thread.
ct_int ct_tensor_live_count(void);
ct_int ct_tensor_live_count_on_thread(void);

ct_int ct_tensor_rank(const ct_tensor *tensor);
const ct_int *ct_tensor_sizes(const ct_tensor *tensor); // rank values, valid as long as the handle
ct_int ct_tensor_count(const ct_tensor *tensor);
ct_dtype ct_tensor_dtype(const ct_tensor *tensor);
ct_device ct_tensor_device(const ct_tensor *tensor);
bool ct_tensor_is_contiguous(const ct_tensor *tensor);
bool ct_tensor_is_borrowed(const ct_tensor *tensor); // storage made by ct_from_borrowed, which is read-only
bool ct_tensor_requires_grad(const ct_tensor *tensor);

// Bytes of a contiguous CPU tensor; an error for any other. The mutable form also refuses borrowed storage.
CT_CHECKED ct_status ct_tensor_bytes(const void *_Nullable *_Nonnull out, const ct_tensor *tensor);
CT_CHECKED ct_status ct_tensor_mutable_bytes(void *_Nullable *_Nonnull out, ct_tensor *tensor);

CT_CHECKED ct_status ct_tensor_item_double(double *out, const ct_tensor *tensor);
CT_CHECKED ct_status ct_tensor_item_int64(int64_t *out, const ct_tensor *tensor);

CT_CHECKED ct_status ct_to(ct_out out, const ct_tensor *a, ct_dtype dtype, ct_device device);
CT_CHECKED ct_status ct_contiguous(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_clone(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_detach(ct_out out, const ct_tensor *a);

CT_END
