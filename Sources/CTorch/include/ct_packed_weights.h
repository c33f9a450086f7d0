// Matrices that do not change, packed once for all products with them.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// Those of one block or one layer: packed when they are first used, and again once they have changed. Matrices that are
// trained stay unpacked.
typedef struct ct_packed_weights ct_packed_weights;

// Null when memory runs out.
ct_packed_weights *_Nullable ct_packed_weights_new(void);
void ct_packed_weights_free(ct_packed_weights *_Nullable packed);

// Forgets what is packed.
void ct_packed_weights_clear(const ct_packed_weights *packed);

// What they take, in bytes.
ct_int ct_packed_weights_size(const ct_packed_weights *packed);

// What a number of this type takes where it is packed, in bytes: as much as it does, or 4 where there are no products of
// bfloat16.
CT_CHECKED ct_status ct_packed_number_size(ct_int *out, ct_dtype dtype);

CT_END
